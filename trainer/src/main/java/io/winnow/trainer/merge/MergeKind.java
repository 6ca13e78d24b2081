package io.winnow.trainer.merge;

/** How two tensors are merged. */
public enum MergeKind {
    /** Spherical interpolation. */
    SLERP,
    /** The weighted mean. */
    MEAN;

    /** Returns the other kind. */
    public MergeKind other() {
        return this == SLERP ? MEAN : SLERP;
    }
}
