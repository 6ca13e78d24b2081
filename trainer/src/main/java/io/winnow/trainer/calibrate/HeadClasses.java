package io.winnow.trainer.calibrate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Finds the frequent (head) classes of a long-tailed distribution. */
final class HeadClasses {
    private HeadClasses() {}

    /**
     * Returns the fewest most frequent classes that together have at least a given fraction of all examples. Of equally frequent classes,
     * the lower index comes first.
     *
     * @param counts number of examples of each class (K)
     * @param share fraction of all examples
     * @return indices of the head classes, ascending
     */
    static int[] of(int[] counts, double share) {
        long all = Arrays.stream(counts).asLongStream().sum();
        int[] byCount = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer k) -> -counts[k]))
                .mapToInt(Integer::intValue)
                .toArray();
        long covered = 0;
        int heads = 0;
        while (heads < byCount.length && covered < share * all) {
            covered += counts[byCount[heads]];
            heads++;
        }
        int[] chosen = Arrays.copyOf(byCount, heads);
        Arrays.sort(chosen);
        return chosen;
    }
}
