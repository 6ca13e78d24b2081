package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;

/** The encoder of texts that was trained together with a model, so that the vectors of texts and of items can be compared (CLIP, SigLIP). */
public interface TextTower {
    /** Returns the vectors (N, D) of texts, each of length 1. */
    NDArray embed(List<String> texts, NDManager manager) throws IOException;

    /**
     * Returns the probabilities (B, C) that texts fit items.
     *
     * @param items vectors (B, D) of items, of any length other than 0
     * @param texts vectors (C, D) of texts
     */
    NDArray probabilities(NDArray items, NDArray texts);
}
