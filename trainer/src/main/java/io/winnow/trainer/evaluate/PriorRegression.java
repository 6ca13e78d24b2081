package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.numeric.Lbfgs;

/**
 * Logistic regression on vectors whose weights are drawn towards given ones, such as the vectors of the names of the classes, rather than
 * towards zero (text-common.md, section 3, item 6). The logits are X (W0 + W) + b, and {@code strength * sum of losses + (|W|^2 + |b|^2) / 2}
 * is minimised by L-BFGS. Columns are not standardised, because the given weights are for the vectors as they are.
 */
public final class PriorRegression {
    private static final int MAX_ITERATIONS = 500;
    private static final double TOLERANCE = 1e-6;

    private PriorRegression() {}

    /**
     * Fits a softmax regression, for examples with exactly one class each.
     *
     * @param x vectors of the examples (N, D)
     * @param labels class of each example (N), in [0, C)
     * @param prior given weights W0 (C, D)
     * @param strength factor of the losses against the penalty, above 0, known as C
     * @return weights (C, D + 1), whose last column is the bias, attached to the manager of {@code x}
     */
    public static NDArray softmax(NDArray x, int[] labels, NDArray prior, double strength) {
        try (NDManager scope = x.getManager().newSubManager()) {
            int classes = Math.toIntExact(prior.getShape().get(0));
            NDArray targets = LabelMatrices.oneHot(scope, labels, classes, null);
            return weights(ProbeScript::softmax, x, targets, prior, strength);
        }
    }

    /**
     * Fits one binary regression for each class, for examples with any number of classes. Unknown pairs are left out.
     *
     * @param x vectors of the examples (N, D)
     * @param states (N, C) in row-major order, as in {@link LabelScores}
     * @param prior given weights W0 (C, D)
     * @param strength factor of the losses against the penalty, above 0, known as C
     * @return weights (C, D + 1), whose last column is the bias, attached to the manager of {@code x}
     */
    public static NDArray oneVersusRest(NDArray x, byte[] states, NDArray prior, double strength) {
        try (NDManager scope = x.getManager().newSubManager()) {
            int classes = Math.toIntExact(prior.getShape().get(0));
            NDArray targets = LabelMatrices.multiHot(scope, states, classes);
            return weights(ProbeScript::sigmoid, x, targets, prior, strength);
        }
    }

    /** Returns the logits (M, C) of vectors (M, D) with weights (C, D + 1), attached to the manager of the vectors. */
    public static NDArray logits(NDArray x, NDArray weights) {
        return ProbeScript.logits(x, weights);
    }

    private static NDArray weights(ProbeLoss loss, NDArray x, NDArray targets, NDArray prior, double strength) {
        double[] given = withBiases(prior);
        Lbfgs.Function objective = objective(loss, x, targets, given, strength);
        double[] found =
                Lbfgs.minimise(objective, given, MAX_ITERATIONS, TOLERANCE).x();
        return ProbeLoss.matrix(
                x.getManager(), found, Math.toIntExact(prior.getShape().get(1)) + 1);
    }

    /**
     * Returns mean loss + |V - V0|^2 / (2 N strength), whose minimum is the same, as a function of the weights V = (W0 + W, b), which are
     * (C, D + 1) in row-major order.
     */
    static Lbfgs.Function objective(ProbeLoss loss, NDArray x, NDArray targets, double[] given, double strength) {
        Lbfgs.Function losses = loss.objective(x, targets, 0);
        double lambda = 1 / (strength * x.getShape().get(0));
        return (weights, gradient) -> {
            double value = losses.evaluate(weights, gradient);
            for (int i = 0; i < weights.length; i++) {
                double change = weights[i] - given[i];
                gradient[i] += lambda * change;
                value += lambda / 2 * change * change;
            }
            return value;
        };
    }

    /** Returns weights (C, D) with a bias of 0 for each class (C, D + 1), row-major. */
    private static double[] withBiases(NDArray prior) {
        Shape shape = prior.getShape();
        int width = Math.toIntExact(shape.get(1));
        float[] values = prior.toFloatArray();
        double[] all = new double[values.length / width * (width + 1)];
        for (int i = 0; i < values.length; i++) {
            all[i / width * (width + 1) + i % width] = values[i];
        }
        return all;
    }
}
