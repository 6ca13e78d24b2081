package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.loader.ExampleLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The training and test examples of an experiment, of any modality, and their preprocessing for a network. */
public interface TaskData extends LabelledExamples {
    /** The parts of the data. */
    enum Part {
        /** The training examples in use. */
        TRAIN,
        /** All validation examples, by which thresholds and the like are chosen. There may be none. */
        VALIDATION,
        /** All test examples. */
        TEST
    }

    /** Returns how a user gets validation examples: a request, without a full stop. */
    default String validationAdvice() {
        return "Use data with validation " + unit();
    }

    /** Returns how a user gets training examples without a label, besides those with one: a request, without a full stop. */
    String unlabelledAdvice();

    /** Returns the weights of the training examples in use; empty if all are the same. */
    default Optional<float[]> trainWeights() {
        return Optional.empty();
    }

    /** Returns the number of examples and the noise rate as metrics of the run, if the true labels are known. */
    Map<String, Double> labelFigures();

    /** Returns notes for the user on unexpected properties of the data, one sentence each. */
    List<String> notes();

    /**
     * Returns what a message says of classes that the training data have got since an earlier training on them, whose classes are kept; empty
     * if there are none.
     */
    default Optional<String> addedClasses() {
        return Optional.empty();
    }

    /**
     * Returns how many test examples have exactly the content of training examples in use, as far as that is quickly found and not among the
     * {@link #notes} of how the data were divided; otherwise 0.
     */
    default int copiedTests() {
        return 0;
    }

    /**
     * Returns the same data with only some of the training examples in use. The result shares the data with this object and closes them.
     *
     * @param rows positions of these examples among the training examples in use, ascending
     */
    TaskData select(int[] rows);

    /**
     * Returns the same data with those training examples in use that have no label: those whose label is missing, and those whose label is
     * withheld for an experiment. They have {@link io.winnow.datasets.label.NoLabels}; their {@link #trueLabels} are known as far as labels
     * are withheld. The result shares the data with this object and closes them.
     *
     * @param withLabelled whether the examples that have a label are in use as well, without it
     * @return empty if every example has a label
     */
    default Optional<TaskData> unlabelled(boolean withLabelled) {
        return Optional.empty();
    }

    /** Returns the preprocessing and classes that the training on these data fixes. */
    Inputs inputs();

    /**
     * Does what takes long and is done once, such as computing the vectors of a frozen encoder. Called before a stage draws its first random
     * number, which must not depend on whether this was done before.
     *
     * @param say receives notes for the user
     */
    default void prepare(Consumer<String> say) {}

    /** Copies the files that the preprocessing needs into the folder of a run, so that the run is complete in itself. */
    default void keep(Path run) throws IOException {}

    /** Returns whether training examples can be drawn in any order; otherwise they are read as they are stored. */
    default boolean allowsOrder() {
        return true;
    }

    /** Creates a loader of the training examples in use. The indices in its batches are those in {@link #train}. */
    ExampleLoader trainLoader(int batchSize);

    /**
     * Returns random views of the training examples.
     *
     * @param config their options; empty for the usual ones of the modality
     * @param usual which of the usual views those are
     * @throws io.winnow.trainer.run.UserException if the options are those of another modality
     */
    Views views(Optional<ViewsConfig> config, Views.Strength usual);

    /**
     * Applies a function to the preprocessed examples of a part, one batch at a time.
     *
     * @param function maps (B, ..) to (B, D)
     * @return (N, D) float32
     */
    default NDArray map(Part part, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        return inputs().preprocessing().map(of(part), indices(part), batchSize, maxCorrupt(), manager, function);
    }

    /** Returns the examples of a part as the vectors (N, D) that {@link Preprocessing#raw} describes. */
    default NDArray raw(Part part, NDManager manager) {
        return inputs().preprocessing().rawVectors(of(part), indices(part), maxCorrupt(), manager);
    }

    /** Returns the baselines of the modality by their names in results. */
    default Map<String, Baseline> baselines() {
        return Map.of();
    }

    /** Returns the largest number of damaged examples that are skipped in one pass. */
    int maxCorrupt();

    /** Returns the indices of all examples of a data set. */
    static int[] all(Dataset<?> dataset) {
        int[] all = new int[dataset.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }
}
