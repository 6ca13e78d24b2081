package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.Duplicates;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds texts that are copies or nearly so, ignoring case and blanks (dataset-report.md, section 3). Two texts are near duplicates if the
 * Jaccard similarity of their sets of shingles is at least .8: five words each, three in texts of fewer than 20 words, five characters in
 * texts of fewer than 5 words. Candidates are found by {@link MinHash}, so that the cost grows linearly with the number of texts, apart from
 * the verification of candidates.
 */
public final class NearTexts {
    /** Smallest Jaccard similarity of near duplicates. */
    public static final double THRESHOLD = 0.8;

    private NearTexts() {}

    /**
     * Finds duplicates.
     *
     * @param texts the texts (N); null or blank for an item without a text, which is like no other
     * @param threshold smallest Jaccard similarity of near duplicates; MinHash misses few pairs above .7 and more below
     */
    public static NearDuplicates find(List<String> texts, double threshold) {
        return find(texts, threshold, item -> false);
    }

    /**
     * Finds duplicates.
     *
     * @param train whether an item is learned from: of each other item that is a near duplicate of such an item, a pair is always listed
     * @see #find(List, double)
     */
    public static NearDuplicates find(List<String> texts, double threshold, IntPredicate train) {
        List<String> normalized =
                texts.stream().map(text -> text == null ? "" : normalized(text)).toList();
        Duplicates copies = Duplicates.of(
                normalized.stream().map(text -> text.isEmpty() ? null : text).toList());
        boolean[] repeats = Copies.repeats(texts.size(), copies);
        int[] words = normalized.stream().mapToInt(NearTexts::words).toArray();
        PairSimilarity similarity = (one, other) -> {
            ShingleUnit unit = ShingleUnit.of(Math.min(words[one], words[other]));
            return jaccard(unit.shingles(normalized.get(one)), unit.shingles(normalized.get(other)));
        };
        VerifiedPairs pairs = new VerifiedPairs(texts.size(), copies, train, similarity, threshold);
        for (ShingleUnit unit : ShingleUnit.values()) {
            // The longer text of two near duplicates may have larger shingles of its own: it is compared by those of
            // the shorter one.
            int[] compared = IntStream.range(0, texts.size())
                    .filter(i -> !repeats[i] && words[i] > 0)
                    .filter(i -> ShingleUnit.of((int) (threshold * words[i])).compareTo(unit) <= 0
                            && ShingleUnit.of(words[i]).compareTo(unit) >= 0)
                    .toArray();
            candidates(compared, normalized, unit, (one, other) -> {
                if (ShingleUnit.of(Math.min(words[one], words[other])) == unit) {
                    pairs.add(one, other);
                }
            });
        }
        return pairs.found();
    }

    /** Returns a text in lower case whose words are separated by single blanks. */
    public static String normalized(String text) {
        return text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
    }

    /** Returns the number of words of a normalized text. */
    static int words(String text) {
        return text.isEmpty()
                ? 0
                : 1 + (int) text.chars().filter(each -> each == ' ').count();
    }

    /** Returns the Jaccard similarity of two sets, which are ascending: the size of their intersection by that of their union. */
    static double jaccard(long[] one, long[] other) {
        int common = 0;
        for (int i = 0, j = 0; i < one.length && j < other.length; ) {
            if (one[i] == other[j]) {
                common++;
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return (double) common / (one.length + other.length - common);
    }

    private static void candidates(int[] items, List<String> texts, ShingleUnit unit, CandidatePairs pairs) {
        MinHash minHash = new MinHash();
        int[][] bands = IntStream.of(items)
                .parallel()
                .mapToObj(item -> minHash.bands(unit.shingles(texts.get(item))))
                .toArray(int[][]::new);
        for (int band = 0; band < MinHash.BANDS; band++) {
            int current = band;
            int[] keys =
                    IntStream.range(0, items.length).map(i -> bands[i][current]).toArray();
            Buckets.forEach(keys, bucket -> {
                for (int a = 1; a < bucket.length; a++) {
                    for (int b = 0; b < a; b++) {
                        if (agreesFirst(bands[bucket[a]], bands[bucket[b]], current)) {
                            pairs.add(items[bucket[b]], items[bucket[a]]);
                        }
                    }
                }
            });
        }
    }

    /** Whether no band before this one is equal, so that a pair is found once. */
    private static boolean agreesFirst(int[] one, int[] other, int band) {
        for (int b = 0; b < band; b++) {
            if (one[b] == other[b]) {
                return false;
            }
        }
        return true;
    }
}
