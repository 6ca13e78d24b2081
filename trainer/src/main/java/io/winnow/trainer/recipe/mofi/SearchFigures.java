package io.winnow.trainer.recipe.mofi;

import io.winnow.trainer.evaluate.RankingReport.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The figures of a search with each test example by the cosines of vectors (mofi.md, section 5). Examples for which nothing right can be found are
 * no queries.
 */
final class SearchFigures {
    static final String RECALL = "recall_at_1";
    static final String MRR = "mrr";
    static final String CATEGORY = "category_map";
    static final String NAME = "name_recall_at_";

    /** Figures of each source are only given if there are few. */
    private static final int MOST_SOURCES = 4;

    private SearchFigures() {}

    /**
     * Returns the figures by name, without those for which there is no query.
     *
     * @param vectors unit vectors of the examples (N, D)
     * @param without categories that are left out in a second recall
     */
    static Map<String, Double> of(float[][] vectors, SearchItems items, List<String> without) {
        Map<String, Double> figures = new LinkedHashMap<>();
        Ranked all = ranked(vectors, items, i -> true);
        figures.put(RECALL, all.recall());
        figures.put(MRR, all.reciprocalRank());
        List<String> sources = List.copyOf(new TreeSet<>(items.sources()));
        if (sources.size() > 1 && sources.size() <= MOST_SOURCES) {
            for (String source : sources) {
                Ranked own = all.of(items.sources()::get, source);
                figures.put(RECALL + "_from_" + word(source), own.recall());
                figures.put(MRR + "_from_" + word(source), own.reciprocalRank());
            }
        }
        if (!without.isEmpty()) {
            figures.put(
                    RECALL + "_without_" + word(String.join("_", without)),
                    ranked(
                                    vectors,
                                    items,
                                    i -> !without.contains(items.categories().get(i)))
                            .recall());
        }
        if (!items.categories().isEmpty()) {
            figures.put(CATEGORY, categories(vectors, items));
        }
        figures.values().removeIf(each -> each.isNaN());
        return figures;
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    /**
     * The place of the first right candidate of each query.
     *
     * @param queries numbers of the examples that search
     * @param reciprocalRanks 1 / rank of the first right candidate of each
     */
    private record Ranked(List<Integer> queries, List<Double> reciprocalRanks) {
        double recall() {
            return reciprocalRanks.stream()
                    .mapToDouble(each -> each == 1 ? 1 : 0)
                    .average()
                    .orElse(Double.NaN);
        }

        double reciprocalRank() {
            return reciprocalRanks.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
        }

        Ranked of(IntFunction<String> source, String wanted) {
            List<Integer> chosen = IntStream.range(0, queries.size())
                    .filter(q -> source.apply(queries.get(q)).equals(wanted))
                    .boxed()
                    .toList();
            return new Ranked(
                    chosen.stream().map(queries::get).toList(),
                    chosen.stream().map(reciprocalRanks::get).toList());
        }
    }

    private static Ranked ranked(float[][] vectors, SearchItems items, IntPredicate used) {
        List<Integer> queries = new ArrayList<>();
        List<Double> ranks = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            int query = i;
            if (!used.test(i)) {
                continue;
            }
            Query found = query(
                    vectors[i],
                    vectors,
                    j -> used.test(j) && items.searches(query, j),
                    j -> items.entities().get(j).equals(items.entities().get(query)));
            if (found.hasRelevant()) {
                queries.add(i);
                ranks.add(found.reciprocalRank());
            }
        }
        return new Ranked(queries, ranks);
    }

    /** The mean average precision of finding the category of an example among the examples of other entities. */
    private static double categories(float[][] vectors, SearchItems items) {
        return IntStream.range(0, vectors.length)
                .mapToObj(i -> query(
                        vectors[i],
                        vectors,
                        j -> !items.entities().get(i).equals(items.entities().get(j)),
                        j -> items.categories().get(i).equals(items.categories().get(j))))
                .filter(Query::hasRelevant)
                .mapToDouble(Query::averagePrecision)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Returns how often the name of an example's entity is the nearest of all names, and among the five nearest ones (zero-shot classification).
     *
     * @param vectors unit vectors of the examples (N, D)
     * @param names unit vectors of the names of entities (E, D)
     * @param own number of the entity of each example (N)
     */
    static Map<String, Double> names(float[][] vectors, float[][] names, int[] own) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double[] ranks = IntStream.range(0, vectors.length)
                .mapToDouble(i ->
                        query(vectors[i], names, j -> true, j -> j == own[i]).reciprocalRank())
                .toArray();
        for (int k : new int[] {1, 5}) {
            figures.put(
                    NAME + k,
                    Arrays.stream(ranks)
                            .map(each -> 1 / each <= k + 0.5 ? 1 : 0)
                            .average()
                            .orElse(Double.NaN));
        }
        return figures;
    }

    private static Query query(float[] vector, float[][] others, IntPredicate candidate, IntPredicate right) {
        int[] candidates = IntStream.range(0, others.length).filter(candidate).toArray();
        double[] distances = new double[candidates.length];
        boolean[] relevant = new boolean[candidates.length];
        for (int c = 0; c < candidates.length; c++) {
            float[] other = others[candidates[c]];
            double product = 0;
            for (int d = 0; d < other.length; d++) {
                product += vector[d] * other[d];
            }
            distances[c] = -product;
            relevant[c] = right.test(candidates[c]);
        }
        return new Query(distances, relevant, new double[candidates.length]);
    }
}
