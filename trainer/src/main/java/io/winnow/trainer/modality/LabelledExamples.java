package io.winnow.trainer.modality;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Examples and what is known of them, as far as an audit of their labels needs it: nothing here says how a network takes them. */
public interface LabelledExamples extends AutoCloseable {
    /** Returns the noun in the plural for the examples, such as {@code images}. */
    String unit();

    /** Returns all training examples, including those that are not in use. */
    Dataset<?> train();

    /** Returns the test examples. */
    Dataset<?> test();

    /** Returns the validation examples; empty if there are none. */
    default Optional<Dataset<?>> validation() {
        return Optional.empty();
    }

    /** Returns the indices of the training examples in use, ascending. It is always the same array, which is not to be changed. */
    int[] trainExamples();

    /** Returns the given labels of the training examples in use. */
    default Labels trainLabels() {
        return train().labels().select(trainExamples());
    }

    /**
     * Returns the true labels of the training examples in use, if they are known besides {@link #trainLabels}. They are for evaluation
     * only.
     */
    Optional<TrueLabels> trueLabels();

    /** Returns the true label sets of the training examples in use, like {@link #trueLabels}. */
    default Optional<TrueLabelSets> trueLabelSets() {
        return Optional.empty();
    }

    /**
     * Returns the labels of the training examples that are read but not in use, by their indices: held-out examples have the label that they
     * are evaluated with; all others, such as those without a label in a label file, have an empty text.
     */
    Map<Integer, String> idleLabels();

    /** Returns how a user gives each example of a part exactly one label: a request, without a full stop. */
    String labelAdvice(TaskData.Part part);

    /**
     * Returns what a page shows of an example.
     *
     * @param index index in {@link #of}
     */
    Preview preview(TaskData.Part part, int index) throws IOException;

    /**
     * Returns what a page shows of a training example.
     *
     * @param index index in {@link #train}
     */
    default Preview preview(int index) throws IOException {
        return preview(TaskData.Part.TRAIN, index);
    }

    /** Returns the examples of a part with their keys; of the training examples, only {@link #indices} are in use. */
    default Dataset<?> of(TaskData.Part part) {
        return switch (part) {
            case TRAIN -> train();
            case VALIDATION -> validation().orElseThrow(() -> new IllegalStateException("no validation examples"));
            case TEST -> test();
        };
    }

    /** Returns the indices of the examples of a part in {@link #of}. */
    default int[] indices(TaskData.Part part) {
        return part == TaskData.Part.TRAIN ? trainExamples() : TaskData.all(of(part));
    }

    @Override
    void close() throws IOException;
}
