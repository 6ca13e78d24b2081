package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A fitted {@link LinearProbe}. */
public final class FittedProbe implements AutoCloseable {
    /** Means and standard deviations of the columns (2, D). */
    private final NDArray moments;
    /** For standardised vectors (C, D + 1), in row-major order; the last column is the bias. */
    private final double[] weights;

    private final double lambda;
    private final double validation;
    private final int iterations;

    FittedProbe(NDArray moments, double[] weights, double lambda, double validation, int iterations) {
        this.moments = moments;
        this.weights = weights;
        this.lambda = lambda;
        this.validation = validation;
        this.iterations = iterations;
    }

    /** Returns the logits (M, C) of vectors (M, D). The caller closes them. */
    public NDArray logits(NDArray vectors) {
        try (NDArray rows = ProbeScript.standardise(vectors, moments)) {
            return logits(rows, weights);
        }
    }

    /** Returns the logits (N, C) of vectors (N, D) with weights (C, D + 1) in row-major order. */
    static NDArray logits(NDArray x, double[] weights) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return ProbeScript.logits(
                    x, ProbeLoss.matrix(scope, weights, (int) x.getShape().get(1) + 1));
        }
    }

    /** Returns the softmax of {@link #logits(NDArray)} in row-major order (M * C). */
    public float[] probabilities(NDArray vectors) {
        try (NDArray logits = logits(vectors);
                NDArray probabilities = ProbeScript.probabilities(logits)) {
            return probabilities.toFloatArray();
        }
    }

    /** Returns the logistic function of {@link #logits(NDArray)} in row-major order (M * C). */
    public float[] independentProbabilities(NDArray vectors) {
        try (NDArray logits = logits(vectors);
                NDArray probabilities = ProbeScript.independentProbabilities(logits)) {
            return probabilities.toFloatArray();
        }
    }

    /** Returns the weights (C, D + 1) for vectors as they are, whose last column is the bias. The caller closes them. */
    public NDArray weights() {
        int width = (int) moments.getShape().get(1);
        float[] scale = moments.toFloatArray();
        double[] own = weights.clone();
        for (int row = 0; row < own.length; row += width + 1) {
            for (int d = 0; d < width; d++) {
                own[row + d] /= scale[width + d];
                own[row + width] -= own[row + d] * scale[d];
            }
        }
        return ProbeLoss.matrix(moments.getManager(), own, width + 1);
    }

    /** The strength of the regularization. */
    public double lambda() {
        return lambda;
    }

    /** What was measured with this strength on the validation split; NaN if the strength was given. */
    double validation() {
        return validation;
    }

    /** Number of L-BFGS iterations. */
    int iterations() {
        return iterations;
    }

    @Override
    public void close() {
        moments.close();
    }
}
