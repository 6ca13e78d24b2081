package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;

/**
 * What a clustering found.
 *
 * @param centers (k, D); the caller closes them
 * @param objective mean over the vectors of 1 - cosine, or of the squared distance
 * @param reseeded how often an empty center was set to a far vector
 */
public record Clusters(NDArray centers, double objective, int iterations, int reseeded) implements AutoCloseable {
    @Override
    public void close() {
        centers.close();
    }
}
