package io.winnow.trainer.recipe.discover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Chooses which examples to ask people about (Ma et al., "Active Generalized Category Discovery", CVPR 2024, arXiv 2403.04272, as its code
 * does it): examples that are predicted as new, equally many of each new class, by the margin between the two most probable classes.
 *
 * @param examples chosen examples, in the order in which they were chosen
 * @param fromOld number of them that are predicted as old, because too few are predicted as new
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Questions(int[] examples, int fromOld) {
    /**
     * Chooses examples.
     *
     * @param probabilities probabilities of the classes of each example (N, K), the old classes first
     * @param old number of old classes
     * @param count number of questions
     * @param uncertainFirst whether small margins come first, rather than large ones
     */
    static Questions choose(float[][] probabilities, int old, int count, boolean uncertainFirst) {
        int size = probabilities.length;
        int classes = probabilities[0].length;
        int[] predicted = new int[size];
        double[] margins = new double[size];
        for (int i = 0; i < size; i++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = probabilities[i][c] > probabilities[i][best] ? c : best;
            }
            double next = 0;
            for (int c = 0; c < classes; c++) {
                next = c == best ? next : Math.max(next, probabilities[i][c]);
            }
            predicted[i] = best;
            margins[i] = probabilities[i][best] - next;
        }
        int[] order = sorted(size, margins, uncertainFirst);
        int[] sizes = new int[classes];
        Arrays.stream(predicted).forEach(c -> sizes[c]++);
        int quota = count / Math.max(1, classes - old);
        // With fewer questions than new classes, the largest predicted classes get one each.
        int[] largest = IntStream.range(old, classes)
                .boxed()
                .sorted(Comparator.comparing((Integer c) -> -sizes[c]))
                .limit(count)
                .mapToInt(c -> c)
                .toArray();
        IntUnaryOperator share = c -> quota > 0 ? quota : Arrays.stream(largest).anyMatch(each -> each == c) ? 1 : 0;
        List<Integer> chosen = new ArrayList<>();
        boolean[] taken = new boolean[size];
        for (int c = old; c < classes; c++) {
            int own = c;
            take(Arrays.stream(order).filter(i -> predicted[i] == own).toArray(), share.applyAsInt(c), chosen, taken);
        }
        take(Arrays.stream(order).filter(i -> predicted[i] >= old).toArray(), count - chosen.size(), chosen, taken);
        int fromNew = chosen.size();
        int[] leastSure = Arrays.stream(sorted(size, margins, true))
                .filter(i -> predicted[i] < old)
                .toArray();
        take(leastSure, count - fromNew, chosen, taken);
        return new Questions(chosen.stream().mapToInt(i -> i).toArray(), chosen.size() - fromNew);
    }

    private static int[] sorted(int size, double[] margins, boolean ascending) {
        Comparator<Integer> byMargin = Comparator.comparingDouble(i -> ascending ? margins[i] : -margins[i]);
        return IntStream.range(0, size)
                .boxed()
                .sorted(byMargin)
                .mapToInt(i -> i)
                .toArray();
    }

    private static void take(int[] candidates, int most, List<Integer> chosen, boolean[] taken) {
        int left = most;
        for (int i : candidates) {
            if (left > 0 && !taken[i]) {
                taken[i] = true;
                chosen.add(i);
                left--;
            }
        }
    }
}
