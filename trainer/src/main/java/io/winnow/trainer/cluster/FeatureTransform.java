package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.run.UserException;

/** What is done to vectors before they are clustered. */
@Doc("What is done to vectors before they are clustered.")
public sealed interface FeatureTransform {
    /**
     * Transforms vectors by their own statistics.
     *
     * @param vectors (N, D)
     * @return (N, D'), a new array of the same manager
     */
    NDArray apply(NDArray vectors);

    /** Whether each vector is transformed by itself, so that they need not be in memory together. */
    default boolean isRowWise() {
        return true;
    }

    /** Nothing. */
    @Kind("none")
    record None() implements FeatureTransform {
        @Override
        public NDArray apply(NDArray vectors) {
            return vectors.duplicate();
        }
    }

    /** Unit length. */
    @Kind("normalise")
    record Normalise() implements FeatureTransform {
        @Override
        public NDArray apply(NDArray vectors) {
            return Losses.unitRows(vectors);
        }
    }

    /** Unit length, the mean taken off, principal components scaled to equal variance, unit length again. */
    @Kind("pca_whiten")
    record PcaWhiten(
            @Doc("Components kept; at most the vectors' length.")
            int dimension,

            @Doc("Added to the variances, as a share of their mean.") @Default("1e-3")
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
                throw new UserException("pca_whiten keeps " + dimension + " components of vectors of length "
                        + vectors.getShape().get(1) + ".");
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
