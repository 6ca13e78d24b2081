package io.winnow.trainer.select;

import io.winnow.datasets.random.Permutation;
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
 * @param fromOld number of them that are predicted as old, because too few are predicted as new; 0 for a rule that looks at all examples
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record NovelClasses(int[] examples, int fromOld) {
    /**
     * Chooses examples.
     *
     * @param predicted predicted class of each example, the old classes first (N)
     * @param margins probability of the predicted class less that of the next one (N)
     * @param classes number K of classes
     * @param old number of old classes
     * @param count number of questions
     * @param rule which of them come first, see {@link NovelRule#in}
     * @param seed seed of a random order
     */
    public static NovelClasses choose(
            int[] predicted, double[] margins, int classes, int old, int count, NovelRule rule, long seed) {
        int size = predicted.length;
        int[] order =
                switch (rule) {
                    case NOVEL_ADAPTIVE -> throw new IllegalArgumentException("The rule depends on the round.");
                    case NOVEL_CERTAIN -> sorted(margins, false);
                    case NOVEL_MARGIN, MARGIN -> sorted(margins, true);
                    case NOVEL_RANDOM, RANDOM -> Permutation.of(size, seed);
                };
        if (!rule.isNovel()) {
            return new NovelClasses(Arrays.copyOf(order, Math.min(count, size)), 0);
        }
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
        int[] leastSure = Arrays.stream(sorted(margins, true))
                .filter(i -> predicted[i] < old)
                .toArray();
        take(leastSure, count - fromNew, chosen, taken);
        return new NovelClasses(chosen.stream().mapToInt(i -> i).toArray(), chosen.size() - fromNew);
    }

    private static int[] sorted(double[] margins, boolean ascending) {
        Comparator<Integer> byMargin = Comparator.comparingDouble(i -> ascending ? margins[i] : -margins[i]);
        return IntStream.range(0, margins.length)
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
