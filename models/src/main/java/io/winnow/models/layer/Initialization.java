package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Draws the initial values of a parameter. */
@FunctionalInterface
public interface Initialization {
    /** erf(2 / sqrt 2), the probability that a normally distributed value lies within two standard deviations of the mean. */
    double PROBABILITY_WITHIN_TWO_STDS = 0.9544997361036416;

    NDArray draw(NDManager manager, Shape shape, DataType type);

    static Initialization constant(float value) {
        return (manager, shape, type) -> manager.full(shape, value, type);
    }

    static Initialization zeros() {
        return constant(0);
    }

    static Initialization ones() {
        return constant(1);
    }

    /** The identity matrix. */
    static Initialization identity() {
        return (manager, shape, type) -> manager.eye((int) shape.get(0), (int) shape.get(1), 0, type);
    }

    /** Normal with mean 0 and the given standard deviation. */
    static Initialization normal(double std) {
        return (manager, shape, type) -> manager.randomNormal(0, (float) std, shape, type);
    }

    /** Uniform between {@code -bound} and {@code bound}. */
    static Initialization uniform(double bound) {
        return (manager, shape, type) -> manager.randomUniform((float) -bound, (float) bound, shape, type);
    }

    /** Uniform between -b and b with b = sqrt(6 / (in + out)), for matrices (out, in) (Glorot and Bengio 2010, equation 16). */
    static Initialization glorotUniform() {
        return (manager, shape, type) ->
                uniform(Math.sqrt(6.0 / (shape.get(0) + shape.get(1)))).draw(manager, shape, type);
    }

    /** Normal with std sqrt(2 / fan-out), for kernels (out, in, height, width) before a ReLU (He et al. 2015, equation 14). */
    static Initialization kaimingFanOut() {
        return (manager, shape, type) -> {
            double fanOut = (double) shape.get(0) * shape.size() / (shape.get(0) * shape.get(1));
            return manager.randomNormal(0, (float) Math.sqrt(2 / fanOut), shape, type);
        };
    }

    /** The standard normal distribution truncated to (-2, 2), times {@code std}: the initialization of ViT and BERT. */
    static Initialization truncatedNormal(double std) {
        return (manager, shape, type) -> {
            // Inverse transform sampling: applies the inverse of the normal distribution function to a uniform draw
            // between its
            // values at the two cuts.
            float bound = (float) PROBABILITY_WITHIN_TWO_STDS;
            try (NDManager scope = manager.newSubManager()) {
                NDArray normal =
                        scope.randomUniform(-bound, bound, shape, type).erfinv().mul(Math.sqrt(2) * std);
                normal.attach(manager);
                return normal;
            }
        };
    }
}
