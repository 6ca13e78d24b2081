package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/** What the classes of the nearest others, by cosine, say of each example's class. */
public final class NeighbourVotes {
    private NeighbourVotes() {}

    /**
     * The share of votes of each class, (N, K), rows that sum to 1.
     *
     * @param z (N, D), N at least 2
     * @param classes (N), each in [0, classCount)
     * @param neighbours that vote; N - 1 where that is less
     * @param balanced whether a class's votes v count v / (e + 1), where e is how many it would have by chance: otherwise frequent
     *     classes win by number, and without the added one a single vote for a rare class would outweigh all others
     */
    public static double[][] shares(NDArray z, int[] classes, int classCount, int neighbours, boolean balanced) {
        ClassRows rows = new ClassRows(z, classes, classCount);
        int n = classes.length;
        int count = Math.min(neighbours, n - 1);
        long[] nearest;
        try (NDManager scope = ClassRows.scope(z)) {
            NDArray wide = ClassRows.FUNCTIONS.call("wide", z);
            wide.attach(scope);
            NDArray unit = ClassRows.FUNCTIONS.call("unit", wide);
            unit.attach(scope);
            nearest = NearestRows.find("cosine", unit, count, scope).get(1).toLongArray();
        }
        int[] counts = rows.counts();
        double[][] shares = new double[n][classCount];
        for (int i = 0; i < n; i++) {
            double[] votes = shares[i];
            for (int j = 0; j < count; j++) {
                votes[classes[(int) nearest[i * count + j]]]++;
            }
            for (int k = 0; balanced && k < classCount; k++) {
                int others = counts[k] - (k == classes[i] ? 1 : 0);
                votes[k] /= (double) count * others / (n - 1) + 1;
            }
            double sum = Arrays.stream(votes).sum();
            Arrays.setAll(votes, k -> votes[k] / sum);
        }
        return shares;
    }
}
