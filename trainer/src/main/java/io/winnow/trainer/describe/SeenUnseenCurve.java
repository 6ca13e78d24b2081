package io.winnow.trainer.describe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The accuracies on classes with and without examples for every penalty on the scores of those with examples (calibrated stacking, Chao et al.,
 * ECCV 2016). As the penalty grows, an example goes over from the best class with examples to the best one without.
 */
final class SeenUnseenCurve {
    private SeenUnseenCurve() {}

    /**
     * Returns the area under the curve: the accuracy on classes without examples, as a function of that on classes with examples. Both are
     * means over the classes that occur. It is NaN if classes of one kind do not occur.
     *
     * @param scores scores of all classes (N, K)
     * @param truth class of each example (N)
     * @param seen whether each class has examples (K)
     */
    static double area(double[][] scores, int[] truth, boolean[] seen) {
        int size = truth.length;
        int[] counts = new int[seen.length];
        Arrays.stream(truth).forEach(k -> counts[k]++);
        double[] classes = new double[2];
        for (int k = 0; k < seen.length; k++) {
            classes[seen[k] ? 0 : 1] += counts[k] > 0 ? 1 : 0;
        }
        double[] gaps = new double[size];
        double[] lost = new double[size];
        double[] won = new double[size];
        double ofSeen = 0;
        for (int n = 0; n < size; n++) {
            int with = best(scores[n], seen, true);
            int without = best(scores[n], seen, false);
            gaps[n] = scores[n][with] - scores[n][without];
            double weight = 1 / (counts[truth[n]] * classes[seen[truth[n]] ? 0 : 1]);
            lost[n] = with == truth[n] ? weight : 0;
            won[n] = without == truth[n] ? weight : 0;
            ofSeen += lost[n];
        }
        if (classes[0] == 0 || classes[1] == 0) {
            return Double.NaN;
        }
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(n -> gaps[n]))
                .mapToInt(Integer::intValue)
                .toArray();
        double area = 0;
        double ofUnseen = 0;
        for (int from = 0; from < size; ) {
            double before = ofUnseen;
            double left = ofSeen;
            int to = from;
            for (; to < size && gaps[order[to]] == gaps[order[from]]; to++) {
                ofSeen -= lost[order[to]];
                ofUnseen += won[order[to]];
            }
            area += (left - ofSeen) * (before + ofUnseen) / 2;
            from = to;
        }
        return area;
    }

    /** The class of one kind with the largest score; of equal ones, that with the smaller number. */
    private static int best(double[] scores, boolean[] seen, boolean kind) {
        int best = -1;
        for (int k = 0; k < scores.length; k++) {
            best = seen[k] == kind && (best < 0 || scores[k] > scores[best]) ? k : best;
        }
        return best;
    }
}
