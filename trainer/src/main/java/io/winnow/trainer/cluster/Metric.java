package io.winnow.trainer.cluster;

/** How the nearest center of a vector is found. */
public enum Metric {
    /** By the largest cosine. Vectors and centers are scaled to unit length. */
    SPHERICAL,
    /** By the smallest Euclidean distance. */
    EUCLIDEAN
}
