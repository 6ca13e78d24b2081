package io.winnow.trainer.cluster;

import ai.djl.ndarray.NDArray;

/**
 * What a clustering found.
 *
 * @param centers (k, D); the caller closes them
 * @param assignment the center of each vector (N)
 * @param objective mean over the vectors of 1 - cosine, or of the squared distance
 * @param reseeded how often an empty center was set to a far vector
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record Clusters(NDArray centers, int[] assignment, double objective, int iterations, int reseeded)
        implements AutoCloseable {
    /** Number of vectors of each center (k). */
    public int[] sizes() {
        int[] sizes = new int[(int) centers.getShape().get(0)];
        for (int center : assignment) {
            sizes[center]++;
        }
        return sizes;
    }

    @Override
    public void close() {
        centers.close();
    }
}
