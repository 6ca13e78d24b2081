package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import java.util.stream.IntStream;

/** Simulated candidates (partial labels): the true class, and other classes that each join it by chance. */
public final class CandidateSets {
    private CandidateSets() {}

    /**
     * Draws candidates.
     *
     * @param classes true classes (N)
     * @param joins probability with which a class joins the true one (K, K): rows are true classes; the diagonal is ignored
     * @return the candidates of each example, ascending (N)
     */
    public static int[][] draw(int[] classes, double[][] joins, long... keys) {
        long key = CounterRandom.key(CounterRandom.key(keys), LabelStreams.CANDIDATES);
        return IntStream.range(0, classes.length)
                .mapToObj(i -> {
                    CounterRandom random = CounterRandom.of(key, i);
                    return IntStream.range(0, joins.length)
                            .filter(k -> random.nextDouble() < (k == classes[i] ? 1 : joins[classes[i]][k]))
                            .toArray();
                })
                .toArray(int[][]::new);
    }
}
