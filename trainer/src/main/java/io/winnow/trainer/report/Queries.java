package io.winnow.trainer.report;

import io.winnow.trainer.evaluate.AveragePrecision;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples of a class as queries that retrieve its items ("Thinking like an annotator: generation of dataset labeling instructions", arXiv
 * 2306.14035; dataset-report.md, section 4). The score of an item is its largest cosine with a query.
 */
final class Queries {
    private Queries() {}

    /** Returns the cosines of unit vectors: one row for each of {@code one} (n, m). */
    static float[][] cosines(float[][] one, float[][] other) {
        return IntStream.range(0, one.length)
                .parallel()
                .mapToObj(i -> {
                    float[] row = new float[other.length];
                    for (int j = 0; j < row.length; j++) {
                        row[j] = dot(one[i], other[j]);
                    }
                    return row;
                })
                .toArray(float[][]::new);
    }

    private static float dot(float[] a, float[] b) {
        // Four sums, since a single one would wait for each addition.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int d = 0;
        for (; d + 3 < a.length; d += 4) {
            s0 += a[d] * b[d];
            s1 += a[d + 1] * b[d + 1];
            s2 += a[d + 2] * b[d + 2];
            s3 += a[d + 3] * b[d + 3];
        }
        for (; d < a.length; d++) {
            s0 += a[d] * b[d];
        }
        return (float) (s0 + s1 + s2 + s3);
    }

    /** Returns the score of each item for some queries: the largest value of their rows. */
    static float[] scores(float[][] cosines, Iterable<Integer> queries, int items) {
        float[] scores = new float[items];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        for (int query : queries) {
            raise(scores, cosines[query]);
        }
        return scores;
    }

    private static void raise(float[] scores, float[] row) {
        for (int j = 0; j < scores.length; j++) {
            scores[j] = Math.max(scores[j], row[j]);
        }
    }

    /**
     * Chooses queries one by one: each is the candidate that raises the average precision most, and of equal ones the first.
     *
     * @param cosines cosines of candidates and items (n, m)
     * @param relevant whether each item is of the class (m); at least one is
     * @param most largest number of queries
     * @param leastGain a candidate that raises the average precision less than this is not added
     * @return numbers of the candidates in the order in which they were chosen
     */
    static List<Integer> greedy(float[][] cosines, boolean[] relevant, int most, double leastGain) {
        List<Integer> chosen = new ArrayList<>();
        float[] scores = scores(cosines, chosen, relevant.length);
        double precision = 0;
        while (chosen.size() < most) {
            float[] before = scores;
            double[] gained = IntStream.range(0, cosines.length)
                    .parallel()
                    .mapToDouble(c -> {
                        float[] raised = before.clone();
                        raise(raised, cosines[c]);
                        return AveragePrecision.of(raised, relevant);
                    })
                    .toArray();
            int best = Ranks.largest(gained);
            if (gained.length == 0 || gained[best] - precision < leastGain) {
                break;
            }
            precision = gained[best];
            chosen.add(best);
            raise(scores, cosines[best]);
        }
        return chosen;
    }
}
