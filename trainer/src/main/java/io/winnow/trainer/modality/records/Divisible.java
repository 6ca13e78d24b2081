package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;

/** A data set that computes something of all of its items at once, which may need much memory. */
public interface Divisible {
    /**
     * Returns some of the items as a data set without labels, which computes it of them alone.
     *
     * @param examples indices of the items (N)
     */
    Dataset<?> part(int[] examples);
}
