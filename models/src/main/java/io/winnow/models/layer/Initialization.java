package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** How a parameter starts. */
@FunctionalInterface
public interface Initialization {
    /** erf(2 / sqrt 2): the share of a normal distribution within two deviations. */
    double ERF_OF_TWO_DEVIATIONS = 0.9544997361036416;

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

    static Initialization normal(double deviation) {
        return (manager, shape, type) -> manager.randomNormal(0, (float) deviation, shape, type);
    }

    static Initialization uniform(double bound) {
        return (manager, shape, type) -> manager.randomUniform((float) -bound, (float) bound, shape, type);
    }

    /** Uniform within sqrt(6 / (in + out)), for matrices (out, in) (Glorot and Bengio 2010, equation 16). */
    static Initialization glorotUniform() {
        return (manager, shape, type) ->
                uniform(Math.sqrt(6.0 / (shape.get(0) + shape.get(1)))).draw(manager, shape, type);
    }

    /** Normal, deviation sqrt(2 / fan-out), for convolutions (out, in, height, width) before ReLU (He et al. 2015, equation 14). */
    static Initialization kaimingFanOut() {
        return (manager, shape, type) -> {
            double fanOut = (double) shape.get(0) * shape.size() / (shape.get(0) * shape.get(1));
            return manager.randomNormal(0, (float) Math.sqrt(2 / fanOut), shape, type);
        };
    }

    /** Normal, cut at two deviations of the standard normal (-2, 2), scaled by {@code deviation}, as ViT's weights start. */
    static Initialization truncatedNormal(double deviation) {
        return (manager, shape, type) -> {
            // The inverse of the normal distribution at a uniform draw between the cuts.
            float bound = (float) ERF_OF_TWO_DEVIATIONS;
            try (NDManager scope = manager.newSubManager()) {
                NDArray normal =
                        scope.randomUniform(-bound, bound, shape, type).erfinv().mul(Math.sqrt(2) * deviation);
                normal.attach(manager);
                return normal;
            }
        };
    }
}
