package io.winnow.trainer.cluster;

/** Which center is near. */
public enum Metric {
    /** The largest cosine; vectors and centers are unit vectors. */
    SPHERICAL,
    /** The least Euclidean distance. */
    EUCLIDEAN
}
