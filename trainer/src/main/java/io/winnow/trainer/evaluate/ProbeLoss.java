package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.trainer.run.StopSignal;

/** The loss of a linear probe: {@link ProbeScript#softmax} for one class per example, or {@link ProbeScript#sigmoid} for several. */
@FunctionalInterface
interface ProbeLoss {
    /** Returns the sum over vectors x (N, D) with targets (N, C), and its gradient with respect to the weights (C, D + 1). */
    NDList of(NDArray x, NDArray targets, NDArray weights);

    /** Returns mean loss + lambda / 2 |W|^2 as a function of the weights (C, D + 1) in row-major order. The biases are not regularized. */
    default Lbfgs.Function objective(NDArray x, NDArray targets, double lambda) {
        long count = x.getShape().get(0);
        int columns = (int) x.getShape().get(1) + 1;
        return (weights, gradient) -> {
            StopSignal.poll();
            try (NDManager scope = x.getManager().newSubManager()) {
                NDList parts = of(x, targets, matrix(scope, weights, columns));
                parts.attach(scope);
                double value = parts.get(0).toFloatArray()[0] / count;
                float[] sums = parts.get(1).toFloatArray();
                for (int i = 0; i < sums.length; i++) {
                    boolean bias = i % columns == columns - 1;
                    gradient[i] = sums[i] / count + (bias ? 0 : lambda * weights[i]);
                    value += bias ? 0 : lambda / 2 * weights[i] * weights[i];
                }
                return value;
            }
        };
    }

    /** Returns the weights of the smallest {@link #objective} as L-BFGS finds them. */
    default Lbfgs.Minimum minimise(
            NDArray x, NDArray targets, double lambda, double[] start, LinearProbe.Options options) {
        return Lbfgs.minimise(objective(x, targets, lambda), start, options.maxIterations(), options.tolerance());
    }

    /** Returns weights (C, D + 1) in row-major order as an array. */
    static NDArray matrix(NDManager manager, double[] weights, int columns) {
        float[] values = new float[weights.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights[i];
        }
        return manager.create(values, new Shape(values.length / columns, columns));
    }
}
