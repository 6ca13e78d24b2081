package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.run.UserException;

/** Transformation of the vectors before they are clustered. */
@Doc("Transformation of the vectors before they are clustered.")
public sealed interface FeatureTransform {
    /**
     * Transforms vectors. Statistics, where the transformation needs them, are computed from these vectors.
     *
     * @param vectors (N, D)
     * @return (N, D'), a new array attached to the manager of {@code vectors}
     */
    NDArray apply(NDArray vectors);

    /** Whether each vector is transformed independently of the others, so that not all of them need to be in memory. */
    default boolean isRowWise() {
        return true;
    }

    /** No transformation. */
    @Kind("none")
    record None() implements FeatureTransform {
        @Override
        public NDArray apply(NDArray vectors) {
            return vectors.duplicate();
        }
    }

    /** Scales each vector to unit length. */
    @Kind("normalise")
    record Normalise() implements FeatureTransform {
        @Override
        public NDArray apply(NDArray vectors) {
            return Losses.unitRows(vectors);
        }
    }

    /**
     * PCA whitening: scales each vector to unit length, subtracts the mean, projects onto the leading principal components, scales these
     * to equal variance, and scales each vector to unit length again.
     */
    @Kind("pca_whiten")
    record PcaWhiten(
            @Doc("Number of principal components to keep, at most the dimension of the vectors.")
            int dimension,

            @Doc(
                    "Added to the variance of each component before scaling, as a fraction of the mean variance. Limits the amplification of"
                            + " noise.")
            @Default("1e-3")
            double ridge)
            implements FeatureTransform {
        public PcaWhiten {
            new Checks()
                    .positive("dimension", dimension)
                    .notNegative("ridge", ridge)
                    .done();
        }

        @Override
        public boolean isRowWise() {
            return false;
        }

        @Override
        public NDArray apply(NDArray vectors) {
            if (dimension > vectors.getShape().get(1)) {
                throw new UserException("pca_whiten has dimension " + dimension + ", but the vectors have only "
                        + vectors.getShape().get(1) + " dimensions. Lower it to at most this number.");
            }
            try (NDManager scope = vectors.getManager().newSubManager()) {
                NDArray unit = Losses.unitRows(vectors);
                unit.attach(scope);
                NDArray white = Whitening.of(unit, dimension, ridge).apply(unit);
                white.attach(scope);
                NDArray result = Losses.unitRows(white);
                result.attach(vectors.getManager());
                return result;
            }
        }
    }
}
