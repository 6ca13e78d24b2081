package io.winnow.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.select.Vectors;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Logistic regression on the vectors of a frozen encoder, which takes a second even with many answers. The vectors are centred on the mean of
 * all items and scaled by one number, so that neither step depends on which items are labelled. Every fit starts anew: a warm start favours
 * early answers.
 */
final class LoopClassifier implements AutoCloseable {
    /** Strength of the regularization; chosen on seeds that no published figure uses, see the results notebook. */
    static final double LAMBDA = 0.01;

    private static final LinearProbe.Options OPTIONS = new LinearProbe.Options(300, List.of(LAMBDA), 0.1, 1e-5);
    private final NDManager manager;
    private final NDArray features;
    private final double lambda;

    /** @param vectors vectors of all items (N, D), of unit length */
    LoopClassifier(Vectors vectors, NDManager parent) {
        this(vectors, LAMBDA, parent);
    }

    LoopClassifier(Vectors vectors, double lambda, NDManager parent) {
        this.lambda = lambda;
        manager = parent.newSubManager();
        features = centred(vectors).array(manager);
    }

    /** Subtracts the mean of the rows, and scales so that the mean square of the numbers is 1. */
    private static Vectors centred(Vectors vectors) {
        int width = vectors.width();
        double[] mean = vectors.mean();
        float[] values = vectors.values().clone();
        double squares = 0;
        for (int at = 0; at < values.length; at++) {
            values[at] -= (float) mean[at % width];
            squares += (double) values[at] * values[at];
        }
        float scale = (float) Math.sqrt(values.length / Math.max(squares, Float.MIN_NORMAL));
        for (int at = 0; at < values.length; at++) {
            values[at] *= scale;
        }
        return new Vectors(values, vectors.rows(), width);
    }

    /**
     * Fits items with one class each, and returns the class probabilities of all items (N, K).
     *
     * @param rows rows of the labelled items
     * @param classes class of each
     * @param count K
     */
    Vectors probabilities(int[] rows, int[] classes, int count) {
        return predicted(
                rows,
                count,
                train -> LinearProbe.fit(train, classes, count, lambda, OPTIONS),
                FittedProbe::probabilities);
    }

    /**
     * Fits items with any number of classes, by a logistic regression of each class, and returns the probability of each class for all items (N,
     * K).
     *
     * @param rows rows of the labelled items
     * @param classes classes of each; it has no others
     * @param count K
     */
    Vectors independentProbabilities(int[] rows, int[][] classes, int count) {
        return predicted(
                rows,
                count,
                train -> LinearProbe.fitIndependent(train, classes, count, lambda, OPTIONS),
                FittedProbe::independentProbabilities);
    }

    private Vectors predicted(
            int[] rows,
            int count,
            Function<NDArray, FittedProbe> fit,
            BiFunction<FittedProbe, NDArray, float[]> predict) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray train =
                    features.get(scope.create(IntStream.of(rows).asLongStream().toArray()));
            train.attach(scope);
            try (FittedProbe fitted = fit.apply(train)) {
                return new Vectors(
                        predict.apply(fitted, features),
                        (int) features.getShape().get(0),
                        count);
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
