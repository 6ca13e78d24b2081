package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * The projection of vectors onto their two leading principal components (PCA): the plane in which they spread most.
 *
 * @param points coordinates of each vector (N, 2), row-major
 * @param first share of the variance of the vectors along the first component, in [0, 1]
 * @param second share of the variance along the second component
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record PrincipalPlane(float[] points, double first, double second) {
    /**
     * Projects vectors.
     *
     * @param vectors (N, D), where N is at least 1 and D at least 2
     */
    public static PrincipalPlane of(NDArray vectors) {
        if (vectors.getShape().get(0) < 1 || vectors.getShape().get(1) < 2) {
            throw new IllegalArgumentException("There is no plane in vectors of the shape " + vectors.getShape() + ".");
        }
        try (NDManager scope = vectors.getManager().newSubManager()) {
            NDList parts = PlaneScript.plane(vectors);
            parts.attach(scope);
            float[] variances = parts.get(1).toFloatArray();
            float total = parts.get(2).getFloat();
            return new PrincipalPlane(
                    parts.get(0).toFloatArray(),
                    total == 0 ? 0 : variances[0] / total,
                    total == 0 ? 0 : variances[1] / total);
        }
    }
}
