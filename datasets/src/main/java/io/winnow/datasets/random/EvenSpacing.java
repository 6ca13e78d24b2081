package io.winnow.datasets.random;

import java.util.stream.IntStream;

/** Chooses some of many examples without chance: evenly spaced, the first one always. */
public final class EvenSpacing {
    private EvenSpacing() {}

    /**
     * Returns the chosen indices, ascending.
     *
     * @param all number of examples
     * @param most how many are wanted; all of them are chosen if there are fewer
     */
    public static int[] of(int all, int most) {
        int count = Math.min(all, most);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * all / count))
                .toArray();
    }
}
