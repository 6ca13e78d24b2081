package io.winnow.trainer.runpage;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.FlippedModel;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The test examples of a run and what its classifier predicts for them.
 *
 * @param target what the predictions mean
 * @param predictions predictions for all test examples (N, P), row-major
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record TestOutputs(TaskData data, Target target, float[] predictions) {
    /**
     * Predicts the test examples.
     *
     * @return empty if the run trains no classifier
     */
    static Optional<TestOutputs> of(FinishedRun run, TaskData data, NDManager manager) throws IOException {
        ModelChoice choice = new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.MODEL);
        try (NDManager scope = manager.newSubManager();
                TrainedModel opened = run.experiment().recipe().model(run, choice, scope)) {
            if (opened.output().kind() != ModelOutput.Kind.CLASSIFIER
                    || data.test().size() == 0) {
                return Optional.empty();
            }
            if (!opened.output().target().holds(data.test().size())) {
                throw new UserException(String.format(
                        Locale.ROOT,
                        "there are too many pairs of a test example and a class (%,d times %,d) to hold a prediction for"
                                + " each of them.",
                        data.test().size(),
                        opened.output().target().names().size()));
            }
            TrainedModel model =
                    Models.flips(run) ? FlippedModel.of(opened, run.folder().toString()) : opened;
            float[] predictions = model.run(data.test(), TaskData.all(data.test()), data.maxCorrupt(), scope)
                    .toFloatArray();
            return Optional.of(new TestOutputs(data, model.output().target(), predictions));
        }
    }

    Labels labels() {
        return data.test().labels();
    }

    /** Indices of the test examples whose labels are known. */
    int[] known() {
        return IntStream.range(0, labels().size()).filter(labels()::known).toArray();
    }

    /** Returns the prediction for an example (P). */
    float[] prediction(int example) {
        int width = target.names().size();
        return Arrays.copyOfRange(predictions, example * width, (example + 1) * width);
    }

    /** Returns the predictions for some examples (B, P), row-major. */
    float[] predictions(int[] examples) {
        int width = target.names().size();
        float[] chosen = new float[examples.length * width];
        for (int i = 0; i < examples.length; i++) {
            System.arraycopy(predictions, examples[i] * width, chosen, i * width, width);
        }
        return chosen;
    }

    List<Integer> trainCounts() {
        return target.counts();
    }

    String key(int example) {
        return data.test().key(example);
    }

    Preview preview(int example) throws IOException {
        return data.preview(TaskData.Part.TEST, example);
    }
}
