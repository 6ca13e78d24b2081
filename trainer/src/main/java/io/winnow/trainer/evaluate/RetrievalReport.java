package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Recall at k of retrieval between items and the texts that describe them, as it is reported for images and captions (Radford et al. 2021,
 * table 13, with the protocol of Karpathy and Fei-Fei 2015). An item may have several texts: it counts as right if at least one of them is
 * among the first k of all texts. A text belongs to one item: it counts as right if that item is among the first k of all items.
 *
 * <p>Candidates with the same score have no order. A query whose right candidate ties with others counts with the probability that it is
 * right if ties are broken at random, so that a model that gives all texts the same vector has the recall of chance.
 *
 * @param itemToText recall at each of {@link #RANKS}, where items are the queries
 * @param textToItem recall at each of {@link #RANKS}, where texts are the queries
 */
public record RetrievalReport(List<Double> itemToText, List<Double> textToItem) implements Report {
    /** The values of k. */
    public static final List<Integer> RANKS = List.of(1, 5, 10);

    /** Number of scores that are in memory at once, 64 MiB. */
    private static final int TILE = 1 << 24;

    /** Copies the lists. */
    public RetrievalReport {
        itemToText = List.copyOf(itemToText);
        textToItem = List.copyOf(textToItem);
    }

    /**
     * The pairs of items and texts.
     *
     * @param items number of items; each has a pair
     * @param texts number of different texts; each has a pair
     * @param itemOf for each pair (P), its item
     * @param textOf for each pair (P), its text. The same text may belong to several items
     */
    @SuppressWarnings("ArrayRecordComponent") // a list; never compared
    public record Pairs(int items, int texts, int[] itemOf, int[] textOf) {
        int size() {
            return itemOf.length;
        }

        private List<List<Integer>> group(int groups, int[] key, int[] value) {
            List<List<Integer>> grouped = new ArrayList<>();
            IntStream.range(0, groups).forEach(i -> grouped.add(new ArrayList<>()));
            for (int pair = 0; pair < key.length; pair++) {
                grouped.get(key[pair]).add(value[pair]);
            }
            return grouped;
        }
    }

    /**
     * Ranks all texts for each item and all items for each text by the cosine of their vectors.
     *
     * @param items vectors of the items, each of length 1
     * @param texts vectors of the different texts, each of length 1
     */
    public static RetrievalReport of(NDArray items, NDArray texts, Pairs pairs) {
        List<List<Integer>> textsOf = pairs.group(pairs.items(), pairs.itemOf(), pairs.textOf());
        List<List<Integer>> itemsOf = pairs.group(pairs.texts(), pairs.textOf(), pairs.itemOf());
        int[] captions = itemsOf.stream().mapToInt(List::size).toArray();
        int[] once = new int[pairs.items()];
        Arrays.fill(once, 1);
        double[] found = new double[RANKS.size()];
        search(items, texts, (item, scores) -> add(found, Place.of(scores, captions, textsOf.get(item))));
        double[] reached = new double[RANKS.size()];
        search(
                texts,
                items,
                (text, scores) ->
                        itemsOf.get(text).forEach(item -> add(reached, Place.of(scores, once, List.of(item)))));
        return new RetrievalReport(shares(found, pairs.items()), shares(reached, pairs.size()));
    }

    /** Returns the recall of a ranking at random. */
    public static RetrievalReport byChance(Pairs pairs) {
        double[] found = new double[RANKS.size()];
        pairs.group(pairs.items(), pairs.itemOf(), pairs.textOf())
                .forEach(own -> add(found, new Place(0, pairs.size(), own.size())));
        double[] reached = new double[RANKS.size()];
        add(reached, new Place(0, pairs.items(), 1));
        return new RetrievalReport(shares(found, pairs.items()), shares(reached, 1));
    }

    private static void add(double[] sums, Place place) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += place.within(RANKS.get(i));
        }
    }

    private static List<Double> shares(double[] sums, int queries) {
        return Arrays.stream(sums).mapToObj(sum -> sum / queries).toList();
    }

    /** Takes the scores of all candidates for a query. */
    private interface Scored {
        void take(int query, Scores scores);
    }

    /** A row of scores in a tile. */
    @SuppressWarnings("ArrayRecordComponent") // a view; never compared
    private record Scores(float[] tile, int begin) {
        float of(int candidate) {
            return tile[begin + candidate];
        }
    }

    /** Computes the scores of all queries (Q, D) for all candidates (C, D), some queries at a time. */
    private static void search(NDArray queries, NDArray candidates, Scored scored) {
        int count = (int) queries.getShape().get(0);
        int width = (int) candidates.getShape().get(0);
        int rows = Math.max(1, TILE / width);
        for (int begin = 0; begin < count; begin += rows) {
            int end = Math.min(begin + rows, count);
            try (NDManager scope = queries.getManager().newSubManager()) {
                NDArray some = queries.get(begin + ":" + end);
                some.attach(scope);
                NDArray turned = candidates.transpose();
                turned.attach(scope);
                NDArray product = some.matMul(turned);
                product.attach(scope);
                float[] tile = product.toFloatArray();
                for (int query = begin; query < end; query++) {
                    scored.take(query, new Scores(tile, (query - begin) * width));
                }
            }
        }
    }

    /**
     * Where the best of the right candidates is in a ranking.
     *
     * @param above number of candidates with a higher score
     * @param tied number of candidates with its score
     * @param right number of right candidates among those with its score, at least 1
     */
    record Place(long above, long tied, int right) {
        /**
         * @param copies how often each candidate occurs
         * @param own the right candidates, as often as they occur
         */
        static Place of(Scores scores, int[] copies, List<Integer> own) {
            float best = Float.NEGATIVE_INFINITY;
            for (int candidate : own) {
                best = Math.max(best, scores.of(candidate));
            }
            long above = 0;
            long tied = 0;
            for (int candidate = 0; candidate < copies.length; candidate++) {
                float score = scores.of(candidate);
                above += score > best ? copies[candidate] : 0;
                tied += score == best ? copies[candidate] : 0;
            }
            int right = 0;
            for (int candidate : own) {
                right += scores.of(candidate) == best ? 1 : 0;
            }
            return new Place(above, tied, right);
        }

        /** Returns the probability that a right candidate is among the first k, if ties are broken at random. */
        double within(int k) {
            double missed = 1;
            for (long place = 0; place < k - above && missed > 0; place++) {
                missed *= Math.max(0, tied - right - place) / (double) (tied - place);
            }
            return 1 - missed;
        }
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < RANKS.size(); i++) {
            metrics.put("image_to_text_recall_at_" + RANKS.get(i), itemToText.get(i));
        }
        for (int i = 0; i < RANKS.size(); i++) {
            metrics.put("text_to_image_recall_at_" + RANKS.get(i), textToItem.get(i));
        }
        return metrics;
    }
}
