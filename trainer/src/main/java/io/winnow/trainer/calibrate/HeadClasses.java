package io.winnow.trainer.calibrate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The frequent classes of a long tail. */
final class HeadClasses {
    private HeadClasses() {}

    /**
     * The smallest set of the most frequent classes that has a share of all examples; ties to the lower class.
     *
     * @param counts (K)
     * @return class numbers, ascending
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
