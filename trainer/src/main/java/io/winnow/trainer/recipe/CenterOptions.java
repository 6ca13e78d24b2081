package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.function.IntFunction;

/** Options of the learned class centers, which SGD updates at the sampled rows. */
@Doc("Options of the learned class centers, which SGD updates at the sampled rows.")
public record CenterOptions(
        @Doc(
                "Initial centers: means uses the mean output of the initial network over the examples of each class or cluster; random draws"
                        + " from a normal distribution with std 0.01.")
        @Default("means")
        Start start,

        @Doc("Base learning rate of the centers, scaled by the schedule of the training.") @Default("0.1")
        double learningRate,

        @Doc("Momentum of SGD, in [0, 1).") @Default("0.9") double momentum,

        @Doc("Weight decay of the centers.") @Default("0") double weightDecay) {
    public CenterOptions {
        new Checks()
                .positive("learning_rate", learningRate)
                .below("momentum", momentum, 0, 1)
                .notNegative("weight_decay", weightDecay)
                .done();
    }

    /** Initial class centers. */
    public enum Start {
        /** The mean output of the initial network over the examples of each class. */
        MEANS,
        /** Random vectors. */
        RANDOM
    }

    /**
     * Returns for each class the mean of the unit vectors of its examples (k, D), or a random direction if it has no example.
     *
     * @param vectors (N, D)
     * @param classes returns the classes of an example, by its number in [0, N)
     * @param count number of classes k
     * @param manager manager to which the result is attached
     */
    public static NDArray means(NDArray vectors, IntFunction<int[]> classes, int count, NDManager manager) {
        int dimension = (int) vectors.getShape().get(1);
        float[] values = Losses.unitRows(vectors).toFloatArray();
        float[] sums = new float[count * dimension];
        boolean[] taken = new boolean[count];
        for (int i = 0; i < values.length / dimension; i++) {
            for (int own : classes.apply(i)) {
                taken[own] = true;
                for (int d = 0; d < dimension; d++) {
                    sums[own * dimension + d] += values[i * dimension + d];
                }
            }
        }
        for (int center = 0; center < taken.length; center++) {
            if (!taken[center]) {
                try (NDArray direction = manager.randomNormal(new Shape(dimension))) {
                    System.arraycopy(direction.toFloatArray(), 0, sums, center * dimension, dimension);
                }
            }
        }
        try (NDArray means = manager.create(sums, new Shape(count, dimension))) {
            NDArray unitMeans = Losses.unitRows(means);
            unitMeans.attach(manager);
            return unitMeans;
        }
    }
}
