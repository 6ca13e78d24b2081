package io.winnow.trainer.runpage;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.evaluate.TrueNames;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The examples on a map.
 *
 * @param part the part of the data that they are of
 * @param all number of examples of the part in use
 * @param examples their indices in the part (N)
 * @param rows their indices among the labels (N)
 * @param labels the labels of the part
 * @param predicted what the run predicts for them (N); empty texts if it predicts nothing
 * @param truth their true labels (N), if they are known besides the given ones
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record MappedExamples(
        TaskData.Part part,
        int all,
        int[] examples,
        int[] rows,
        Labels labels,
        List<String> predicted,
        Optional<List<String>> truth) {
    private static final int POINTS = 2000;

    /** Returns test examples, for which predictions are there already. */
    static MappedExamples ofTest(TaskData data, Optional<TestOutputs> outputs) {
        int[] shown = EvenSpacing.of(data.test().size(), POINTS);
        List<String> predicted = IntStream.of(shown)
                .mapToObj(example -> outputs.map(each -> ShortLabel.of(each.target(), each.prediction(example)))
                        .orElse(""))
                .toList();
        return new MappedExamples(
                TaskData.Part.TEST,
                data.test().size(),
                shown,
                shown,
                data.test().labels(),
                predicted,
                Optional.empty());
    }

    /**
     * Returns whether a map of training examples says more than one of test examples: whether their true labels are known besides the given
     * ones.
     */
    static boolean canShowTraining(TaskData data) {
        return data.trueLabels().isPresent() && data.allowsOrder() && ShortLabel.ofOneClass(data.trainLabels());
    }

    /** Returns training examples, and computes predictions for them. */
    static MappedExamples ofTraining(FinishedRun run, TaskData data, NDManager manager) throws IOException {
        Labels labels = data.trainLabels();
        int[] used = data.trainExamples();
        int[] rows = EvenSpacing.of(used.length, POINTS);
        int[] examples = Arrays.stream(rows).map(row -> used[row]).toArray();
        return new MappedExamples(
                TaskData.Part.TRAIN,
                used.length,
                examples,
                rows,
                labels,
                predicted(run, data, examples, manager),
                Optional.of(TrueNames.of(data.trueLabels().orElseThrow(), rows, labels.classNames())));
    }

    private static List<String> predicted(FinishedRun run, TaskData data, int[] examples, NDManager manager)
            throws IOException {
        ModelChoice choice = new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.MODEL);
        try (NDManager scope = manager.newSubManager();
                TrainedModel model = run.experiment().recipe().model(run, choice, scope)) {
            if (model.output().kind() != ModelOutput.Kind.CLASSIFIER) {
                return IntStream.of(examples).mapToObj(example -> "").toList();
            }
            float[] outputs =
                    model.run(data.train(), examples, data.maxCorrupt(), scope).toFloatArray();
            int width = outputs.length / examples.length;
            List<String> predicted = new ArrayList<>();
            for (int i = 0; i < examples.length; i++) {
                predicted.add(ShortLabel.of(
                        model.output().target(), Arrays.copyOfRange(outputs, i * width, (i + 1) * width)));
            }
            return predicted;
        }
    }

    /** What the examples are called. */
    String name() {
        return part == TaskData.Part.TEST ? "test" : "training";
    }

    int size() {
        return examples.length;
    }

    /** The given label of each example; empty texts where it is not known. */
    List<String> given() {
        return IntStream.of(rows).mapToObj(row -> ShortLabel.of(labels, row)).toList();
    }
}
