package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.run.StopSignal;

/**
 * k-nearest-neighbour classifier: the nearest training vectors by cosine vote for their classes, each with weight exp(cosine / temperature)
 * (Wu et al. 2018, section 3.4).
 */
public final class KnnClassifier {
    /** Usual number of test vectors that are compared at once. */
    private static final int TILE_ROWS = 512;

    /** Largest number of cosines in a tile, 4 bytes each. */
    private static final int TILE_COSINES = 1 << 26;

    private KnnClassifier() {}

    /**
     * Returns the accuracy on the test vectors.
     *
     * @param train (N, D)
     * @param trainClasses class of each training vector (N)
     * @param test (M, D)
     * @param testClasses class of each test vector (M)
     * @param neighbours number of neighbours that vote, at most N
     * @param temperature temperature of the weights, above 0
     * @param classes number of classes
     */
    public static double accuracy(
            NDArray train,
            int[] trainClasses,
            NDArray test,
            int[] testClasses,
            int neighbours,
            double temperature,
            int classes) {
        int correct = 0;
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray keys = Losses.unitRows(train);
            keys.attach(scope);
            NDArray oneHot = LabelMatrices.oneHot(scope, trainClasses, classes);
            int height = Math.max(1, Math.min(TILE_ROWS, TILE_COSINES / trainClasses.length));
            for (int row = 0; row < testClasses.length; row += height) {
                StopSignal.poll();
                try (NDManager tile = scope.newSubManager()) {
                    NDArray part = test.get(new NDIndex("{}:{}", row, Math.min(row + height, testClasses.length)));
                    part.attach(tile);
                    NDArray votes = ProbeScript.votes(Losses.unitRows(part), keys, oneHot, neighbours, temperature);
                    votes.attach(tile);
                    long[] predicted = ProbeScript.argmax(votes).toLongArray();
                    for (int i = 0; i < predicted.length; i++) {
                        correct += predicted[i] == testClasses[row + i] ? 1 : 0;
                    }
                }
            }
        }
        return (double) correct / testClasses.length;
    }
}
