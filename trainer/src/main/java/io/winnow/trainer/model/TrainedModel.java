package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run or an export gives back: a model of items of one kind, such as images, texts or tables. */
public interface TrainedModel extends AutoCloseable {
    /** Returns what the model computes for an item. */
    ModelOutput output();

    /** Returns the reader of the items that the model takes. */
    ItemReader<?> reader();

    /**
     * Computes the outputs of some items.
     *
     * @param items items that {@link #reader} opened or collected, or those of a training
     * @param examples indices of the items (N)
     * @param maxCorrupt largest number of damaged items that are skipped, if they can be read one by one; one more is an error
     * @param manager manager to which the result is attached
     * @return (N, D) float32, where D is {@link ModelOutput#dimension}
     */
    NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException;

    /** Computes the outputs of some items, none of which may be damaged. */
    default NDArray run(Dataset<?> items, int[] examples, NDManager manager) throws IOException {
        return run(items, examples, 0, manager);
    }

    /** Returns whether the classes of a classifier have names. If not, they are numbered, and data have them in the same order. */
    default boolean namesClasses() {
        return true;
    }

    /**
     * Returns whether classes are matched with those of the model by name, and not by their order. Numbers are names as well: in the order of
     * their letters, 10 precedes 2.
     *
     * @param names names of the classes of some examples
     */
    default boolean matchesByName(List<String> names) {
        return namesClasses() || Set.copyOf(names).equals(Set.copyOf(output().names()));
    }

    /** Returns what the distance of two representations means. */
    default Similarity similarity() {
        return Similarity.COSINE;
    }

    /** Returns the encoder of texts whose vectors can be compared with those of this model; empty if there is none. */
    default Optional<TextTower> texts() throws IOException {
        return Optional.empty();
    }

    /**
     * Returns the classifier of the places of images.
     *
     * @throws UserException if the model has none; the message says why
     */
    default PlaceClassifier places() {
        throw new UserException(
                "The scores of places of images can only be computed by a run or a published model that classifies"
                        + " images, but this is a model of " + reader().unit()
                        + " that was exported, or that has no classes. Name the run.");
    }

    /** Returns what says at which words the classes of this model look; empty if the model cannot say it. */
    default Optional<Explainer> explainer() {
        return Optional.empty();
    }

    /** Returns the comparison of pairs of items; empty if the model was not trained on pairs. */
    default Optional<PairModel> pairs() {
        return Optional.empty();
    }

    /** Returns what recommends items to users; empty if the model does not. */
    default Optional<Recommender> recommender() {
        return Optional.empty();
    }

    /**
     * Returns the model as it is written into files; empty if it was read from such files.
     *
     * @throws io.winnow.trainer.run.UserException if models of such data cannot be exported
     */
    default Optional<Exportable> exportable() throws IOException {
        return Optional.empty();
    }

    /** Returns the model as a classifier that can be calibrated; empty if it is none, or if it was read from files. */
    default Optional<Calibratable> calibratable() {
        return Optional.empty();
    }

    /** Returns the SHA-256 (hex) of the weights. Representations of different weights cannot be compared. */
    String digest() throws IOException;

    @Override
    void close();
}
