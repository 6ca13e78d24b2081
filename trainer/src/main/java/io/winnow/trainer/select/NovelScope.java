package io.winnow.trainer.select;

/** Which classes count as new where people are asked about new classes. */
public enum NovelScope {
    /** All that had no label at the start, also those that answers have named since (Ma et al., CVPR 2024). */
    NEW,
    /** Those that nobody has named yet. */
    UNNAMED
}
