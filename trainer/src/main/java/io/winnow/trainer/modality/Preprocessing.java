package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The preprocessing that turns an example into the input of a network. It is fixed when a training begins and stored in the run, so that
 * every later example is preprocessed like the training examples, even if these have changed or no longer exist. Each modality has one or
 * more kinds of it, which are distinguished by {@link io.winnow.trainer.config.Kind}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(PreprocessingKinds.class)
public interface Preprocessing {
    /** Number of examples that {@link #rawVectors} reads at once. */
    int RAW_BATCH = 1024;

    /**
     * Applies a function to preprocessed examples in their order, one batch at a time.
     *
     * @param items a data set of this modality
     * @param examples indices of the examples (N)
     * @param maxCorrupt largest number of damaged examples that are skipped; one more is an error
     * @param function maps (B, ..) to (B, D)
     * @return (N, D) float32
     */
    NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function);

    /**
     * Reads some examples as an exported model takes them: an array (B, ..) for each of its inputs.
     *
     * @param items a data set of this modality
     * @param examples indices of the examples (B)
     * @param maxCorrupt largest number of damaged examples that are skipped; one more is an error
     */
    NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager);

    /** Returns the baseline that takes the preprocessed examples themselves as their representation; empty if this makes no sense. */
    Optional<Raw> raw();

    /**
     * Preprocessed examples as their own representation.
     *
     * @param name name in results, such as {@code raw_pixels}
     * @param dimension length of the vectors
     * @param baseline whether a linear model on them is a baseline for any training, as it is on the vectors of a pretrained encoder
     */
    record Raw(String name, int dimension, boolean baseline) {}

    /** Returns how a program without Winnow makes the input of an exported model; empty if such models are exported in another way. */
    default Optional<Serving> serving() {
        return Optional.empty();
    }

    /**
     * Returns some examples as the vectors (N, D) that {@link #raw} describes.
     *
     * @param items a data set of this modality
     * @param examples indices of the examples (N)
     * @param maxCorrupt largest number of damaged examples that are skipped
     */
    default NDArray rawVectors(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return map(
                items,
                examples,
                RAW_BATCH,
                maxCorrupt,
                manager,
                batch -> batch.reshape(batch.getShape().get(0), -1));
    }

    /** Returns whether a weighted mean of preprocessed examples is an example, as mixup needs. */
    default boolean allowsMixtures() {
        return true;
    }

    /** Returns whether what a network takes of an example is followed by what is known about it from elsewhere. */
    default boolean hasKnowledge() {
        return false;
    }

    /** Returns whether preprocessed examples are images (C, H, W), of which parts can be exchanged, as CutMix needs. */
    default boolean allowsCuts() {
        return false;
    }

    /** Adds to a digest everything that distinguishes this preprocessing from others, wherever its files are. */
    default Fingerprint addTo(Fingerprint digest) throws IOException {
        return digest.add(Json.line(this));
    }

    /** Returns this preprocessing with the files that {@link TaskData#keep} copied into the folder of a run, if there are any. */
    default Preprocessing at(Path run) {
        return this;
    }

    /** Returns this preprocessing of the largest centred part of an image instead of a smaller crop; empty if examples are no images. */
    default Optional<Preprocessing> ofCentredPart() {
        return Optional.empty();
    }

    /** Returns the words of an item whose tokens a network takes; empty if it takes no tokens. */
    default Optional<TokenWords> words(Dataset<?> items, int example) throws IOException {
        return Optional.empty();
    }

    /** Returns the vectors of the names of classes (K, D) in the space of the encoder's; empty if names have none. */
    default Optional<NDArray> nameVectors(List<String> names, NDManager manager) {
        return Optional.empty();
    }

    /**
     * Returns texts, such as the names of classes, as the preprocessed examples (K, ..) that a network takes; empty if examples are no texts.
     * Underscores and hyphens stand for blanks, as in the names of {@link #nameVectors}.
     */
    default Optional<NDArray> textInputs(List<String> texts, NDManager manager) {
        return Optional.empty();
    }

    /** Returns what of this preprocessing an exported model needs, without what only a training needs. */
    default Preprocessing exported() {
        return this;
    }

    /** Returns random numbers in the shape of {@code count} preprocessed examples, for trials of speed and memory. */
    NDArray random(int count, NDManager manager);
}
