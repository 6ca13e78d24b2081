package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.target.Target;
import java.io.IOException;

/** A classifier whose probabilities can be calibrated before it is exported. */
public interface Calibratable {
    /** Returns what the classifier predicts. */
    Target target();

    /**
     * Computes the outputs of the head for some items, from which predictions are made.
     *
     * @param items items of the data of the training
     * @param examples indices of the items (N)
     * @param maxCorrupt largest number of damaged items that are skipped
     * @param manager manager to which the result is attached
     * @return (N, O) float32
     */
    NDArray outputs(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException;

    /** Returns the calibrated classifier as an export writes it. */
    Exportable calibrated(Calibration calibration) throws IOException;
}
