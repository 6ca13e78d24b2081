package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;

/**
 * The result of a clustering.
 *
 * @param centers (k, D); closed with this result
 * @param objective mean over the vectors of 1 - cosine (spherical) or of the squared distance (Euclidean) to their centers
 * @param iterations number of iterations done
 * @param reseeded number of times that an empty center was replaced by a vector far from all centers
 */
public record Clusters(NDArray centers, double objective, int iterations, int reseeded) implements AutoCloseable {
    @Override
    public void close() {
        centers.close();
    }
}
