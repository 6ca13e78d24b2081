package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

    /** Returns what is said of an item of a class if the user does not say it, with {} for the name of the class. */
    default String usualTemplate() {
        return "a photo of a {}.";
    }

    /** Returns the name of a class as it is written in texts. By default, it is the name itself. */
    default String words(String name) {
        return name;
    }

    /**
     * Returns the probabilities (B, C) that texts fit items of which several may fit, or none; each by itself. Empty if the model was not made
     * for it.
     */
    default Optional<NDArray> independent(NDArray items, NDArray texts) {
        return Optional.empty();
    }
}
