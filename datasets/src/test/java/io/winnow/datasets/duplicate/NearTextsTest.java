package io.winnow.datasets.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NearTextsTest {
    private final Random random = new Random(4);

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append("word").append(random.nextInt(2_000));
        }
        return text.toString();
    }

    /** The Jaccard similarity of the sets of shingles as strings. */
    private static double similarity(String one, String other) {
        int words = Math.min(one.split(" ").length, other.split(" ").length);
        Set<String> a = shingles(one, words);
        Set<String> b = shingles(other, words);
        Set<String> union = new HashSet<>(a);
        union.addAll(b);
        a.retainAll(b);
        return (double) a.size() / union.size();
    }

    private static Set<String> shingles(String text, int words) {
        String[] parts = text.split(words < 5 ? "" : " ");
        int length = words < 5 || words >= 20 ? 5 : 3;
        Set<String> shingles = new HashSet<>();
        for (int i = 0; i == 0 || i + length <= parts.length; i++) {
            shingles.add(String.join(" ", Arrays.copyOfRange(parts, i, Math.min(parts.length, i + length))));
        }
        return shingles;
    }

    /** Compares all pairs of texts of 1 to 60 words, of which half are others with words replaced, added or left out at one place. */
    @Test
    void pairsAndSimilaritiesAreThoseOfComparingAll() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (i == 0 || random.nextBoolean()) {
                texts.add(words(1 + random.nextInt(60)));
                continue;
            }
            List<String> parts = new ArrayList<>(
                    List.of(texts.get(random.nextInt(texts.size())).split(" ")));
            int at = random.nextInt(parts.size());
            switch (random.nextInt(3)) {
                case 0 -> parts.add(at, "added");
                case 1 -> parts.set(at, "replaced");
                default -> {
                    if (parts.size() > 1) {
                        parts.remove(at);
                    }
                }
            }
            texts.add(String.join(" ", parts));
        }
        Map<String, Double> expected = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < i; j++) {
                double similarity = similarity(texts.get(j), texts.get(i));
                boolean repeats = texts.indexOf(texts.get(i)) < i || texts.indexOf(texts.get(j)) < j;
                if (similarity >= 0.8 && !repeats) {
                    expected.put(j + "-" + i, similarity);
                }
            }
        }
        NearDuplicates found = NearTexts.find(texts, NearTexts.THRESHOLD);
        Map<String, Double> pairs = new TreeMap<>();
        found.pairs().forEach(pair -> pairs.put(pair.one() + "-" + pair.other(), pair.similarity()));
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(pairs.keySet()).isEqualTo(expected.keySet());
        pairs.forEach((pair, similarity) -> assertThat(similarity).isEqualTo(expected.get(pair), within(1e-12)));
    }

    @Test
    void caseAndBlanksDoNotCount() {
        NearDuplicates found = NearTexts.find(
                Arrays.asList("How do I  pay?", " how do i pay?\n", null, "", " \t", "I want a refund of this payment"),
                NearTexts.THRESHOLD);
        assertThat(found.copies().sets()).containsExactly(new int[] {0, 1});
        assertThat(found.groups()).containsExactly(new int[] {0, 1});
    }

    @Test
    void aTextWithOneWordMoreThanTheLimitOfItsShinglesIsFound() {
        for (int words : new int[] {4, 5, 19, 20, 40}) {
            String text = words(words);
            String longer = text + " more";
            assertThat(NearTexts.find(List.of(text, longer), 0.5).groups()).containsExactly(new int[] {0, 1});
        }
    }

    @Test
    void manyCopiesAreNotComparedWithEachOther() {
        List<String> texts = new ArrayList<>(Collections.nCopies(20_000, "the same text each time"));
        texts.add("something else that nobody wrote");
        NearDuplicates found = NearTexts.find(texts, NearTexts.THRESHOLD);
        assertThat(found.groups()).hasSize(1);
        assertThat(found.groups().get(0)).hasSize(20_000);
        assertThat(found.pairs()).isEmpty();
    }

    /** Two sets of Jaccard similarity J agree in one of 32 bands of 4 permutations with probability 1 - (1 - J^4)^32. */
    @Test
    void setsBecomeCandidatesWithTheProbabilityOfTheirSimilarity() {
        MinHash minHash = new MinHash();
        int draws = 3_000;
        for (double jaccard : new double[] {0.2, 0.3, 0.4, 0.5, 0.8}) {
            int size = 60; // of the union
            int common = (int) Math.round(jaccard * size);
            int candidates = 0;
            for (int draw = 0; draw < draws; draw++) {
                long[] union = random.longs(size).toArray();
                int[] one = minHash.bands(Arrays.copyOf(union, common + (size - common) / 2));
                long[] other = Arrays.copyOf(union, size - (size - common) / 2);
                System.arraycopy(union, common + (size - common) / 2, other, common, other.length - common);
                int[] bands = minHash.bands(other);
                boolean agree = false;
                for (int band = 0; band < MinHash.BANDS; band++) {
                    agree |= one[band] == bands[band];
                }
                candidates += agree ? 1 : 0;
            }
            double expected = 1 - Math.pow(1 - Math.pow(jaccard, 4), 32);
            double error = Math.sqrt(expected * (1 - expected) / draws);
            assertThat(candidates / (double) draws).isEqualTo(expected, within(4 * error + 1e-3));
        }
    }

    @Test
    void equalSetsAgreeInAllBandsAndJaccardIsTheShareInCommon() {
        long[] set = random.longs(30).sorted().toArray();
        assertThat(new MinHash().bands(set.clone())).containsExactly(new MinHash().bands(set));
        assertThat(NearTexts.jaccard(set, set)).isEqualTo(1);
        assertThat(NearTexts.jaccard(new long[] {1, 2, 3}, new long[] {2, 3, 4, 5}))
                .isEqualTo(0.4);
    }
}
