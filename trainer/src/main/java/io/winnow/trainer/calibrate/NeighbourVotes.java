package io.winnow.trainer.calibrate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/** Votes on the class of each example by the given classes of its nearest neighbours, by cosine. */
public final class NeighbourVotes {
    private NeighbourVotes() {}

    /**
     * Returns the share of votes of each class (N, K). Each row sums to 1.
     *
     * @param z representations (N, D), N at least 2
     * @param classes given class of each example (N), in [0, classCount)
     * @param neighbours number of neighbours that vote, which is reduced to N - 1 if there are fewer examples
     * @param balanced whether v votes for a class count as v / (e + 1), where e is the number of votes that the class is expected to get by
     *     chance. Otherwise, frequent classes win by their number. Without the added 1, a single vote for a rare class could outweigh all
     *     others.
     */
    public static double[][] shares(NDArray z, int[] classes, int classCount, int neighbours, boolean balanced) {
        ClassRows rows = new ClassRows(z, classes, classCount);
        int n = classes.length;
        int count = Math.min(neighbours, n - 1);
        long[] nearest;
        try (NDManager scope = ClassRows.scope(z)) {
            NDArray wide = CalibrateScript.wide(z);
            wide.attach(scope);
            NDArray unit = CalibrateScript.unit(wide);
            unit.attach(scope);
            nearest = NearestRows.find(CalibrateScript::cosine, unit, count, scope)
                    .get(1)
                    .toLongArray();
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
