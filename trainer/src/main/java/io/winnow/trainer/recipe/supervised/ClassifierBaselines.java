package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Simple models that a trained network is compared with: the best constant prediction, those of the modality, and linear models on frozen
 * representations. Each is fitted to the training examples in use, tuned on the validation examples, if there are any, and judged on the test
 * examples as the network is.
 */
public final class ClassifierBaselines {
    /** Name in results of the best constant prediction. */
    static final String CONSTANT = "constant";

    /** Judges predictions of the target for all test examples (M, P), row-major. */
    @FunctionalInterface
    interface Judge {
        Report report(Target tuned, float[] predictions) throws IOException;
    }

    /** Fits models to representations of the training examples in use (N, D), and returns their metrics as {@link #linearModels} does. */
    @FunctionalInterface
    interface OnVectors {
        Map<String, Map<String, Double>> metrics(NDArray train, List<NDArray> others) throws IOException;
    }

    private final Target target;
    private final Optional<Double> expectedLabels;
    private final LinearProbe.Options options;
    private final Judge judge;
    private final TaskData data;
    private final StageContext context;

    /**
     * @param target the target as it is before anything is chosen on validation examples
     * @param expectedLabels number of classes that an example has on average, by which a threshold is chosen; empty to choose it by labels
     * @param options options of linear models
     */
    ClassifierBaselines(
            Target target,
            Optional<Double> expectedLabels,
            LinearProbe.Options options,
            Judge judge,
            TaskData data,
            StageContext context) {
        this.target = target;
        this.expectedLabels = expectedLabels;
        this.options = options;
        this.judge = judge;
        this.data = data;
        this.context = context;
    }

    /** Tells whether the predictions of a model for all examples of any part can be held at once, as all baselines but one need it. */
    boolean holdsAll(Target tuned) {
        return tuned.holds(data.trainExamples().length)
                && tuned.holds(data.test().size())
                && data.validation().map(each -> tuned.holds(each.size())).orElse(true);
    }

    /** Returns the metrics of the best constant prediction. It is judged batch by batch, so that it suits any number of examples. */
    Map<String, Double> constant() throws IOException {
        context.progress().say("Fitting the baseline " + CONSTANT + ".");
        float[] prediction = target.constant(data.trainLabels());
        Target tuned = target;
        if (data.validation().isPresent()) {
            Labels truth = data.validation().get().labels();
            Optional<Target.Judging> judging = target.judging(truth);
            judging.ifPresent(each -> add(each, prediction, truth.size()));
            tuned = judging.map(each -> each.tuned(expectedLabels))
                    .orElseGet(() -> target.tuned(repeated(prediction, truth.size()), truth, expectedLabels));
        }
        Labels truth = data.test().labels();
        Optional<Target.Judging> judging = tuned.judging(truth);
        judging.ifPresent(each -> add(each, prediction, truth.size()));
        Report report =
                judging.isPresent() ? judging.get().report() : judge.report(tuned, repeated(prediction, truth.size()));
        return report.metrics();
    }

    private static void add(Target.Judging judging, float[] prediction, int examples) {
        for (int i = 0; i < examples; i++) {
            judging.add(prediction);
        }
    }

    private static float[] repeated(float[] prediction, int times) {
        float[] all = new float[Math.multiplyExact(prediction.length, times)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(prediction, 0, all, i * prediction.length, prediction.length);
        }
        return all;
    }

    /** Returns the metrics of the best constant prediction and of the baselines of the modality, by their names. */
    Map<String, Map<String, Double>> ofModality() throws IOException {
        Map<String, Baseline> baselines = new LinkedHashMap<>();
        baselines.put(
                CONSTANT,
                (learned, others) -> Optional.of(others.stream()
                        .map(other -> repeated(learned.constant(data.trainLabels()), other.size()))
                        .toList()));
        baselines.putAll(data.baselines());
        List<Dataset<?>> others = new ArrayList<>(List.of(data.test()));
        data.validation().ifPresent(others::add);
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        for (Map.Entry<String, Baseline> each : baselines.entrySet()) {
            context.stop().check();
            context.progress().say("Fitting the baseline " + each.getKey() + ".");
            Optional<List<float[]>> predictions =
                    each.getValue().predictions(data.inputs().requireTarget(), others);
            if (predictions.isPresent()) {
                figures.put(each.getKey(), report(predictions.get()).metrics());
            }
        }
        return figures;
    }

    /**
     * Returns the metrics of models on the representations from before the training, or on the preprocessed examples if they suit a linear
     * model, such as vectors of a pretrained encoder.
     *
     * @param stage name of the stage that wrote the representations; empty if there is none
     * @param models fits the models
     */
    Map<String, Map<String, Double>> onRepresentations(Optional<String> stage, OnVectors models) throws IOException {
        boolean suitable = data.inputs()
                .preprocessing()
                .raw()
                .filter(Preprocessing.Raw::baseline)
                .isPresent();
        if (stage.isEmpty() && !suitable) {
            return Map.of();
        }
        try (NDManager scope = context.manager().newSubManager()) {
            if (stage.isPresent()) {
                // These representations have no validation examples, so that these baselines are not tuned.
                Path folder = context.folderOf(stage.get());
                return models.metrics(
                        Representations.train(folder, scope), List.of(Representations.test(folder, scope)));
            }
            List<NDArray> others = new ArrayList<>(List.of(data.raw(TaskData.Part.TEST, scope)));
            if (data.validation().isPresent()) {
                others.add(data.raw(TaskData.Part.VALIDATION, scope));
            }
            return models.metrics(data.raw(TaskData.Part.TRAIN, scope), others);
        }
    }

    /**
     * Fits the linear models of the target to frozen representations and returns the metrics of each by its name.
     *
     * @param train representations of the training examples in use (N, D)
     * @param others representations of the test examples (M, D) and, possibly, of the validation examples
     */
    Map<String, Map<String, Double>> linearModels(NDArray train, List<NDArray> others) throws IOException {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        Map<String, Target.LinearModel> models = data.inputs().requireTarget().linearModels();
        for (Map.Entry<String, Target.LinearModel> model : models.entrySet()) {
            context.stop().check();
            String name = "frozen_" + model.getKey();
            context.progress().say("Fitting the baseline " + name + ".");
            figures.put(name, linear(model.getValue(), train, data.trainLabels(), others));
        }
        return figures;
    }

    /**
     * Fits a linear model to vectors and returns its metrics on the test examples.
     *
     * @param vectors (N, D)
     * @param labels labels of the vectors (N)
     * @param others representations of the test examples (M, D) and, possibly, of the validation examples
     */
    public Map<String, Double> linear(Target.LinearModel model, NDArray vectors, Labels labels, List<NDArray> others)
            throws IOException {
        return report(model.predictions(
                        vectors, labels, others, options, context.experiment().seed()))
                .metrics();
    }

    /** Judges predictions for the test examples and, if there are any, the validation examples, by which they are tuned. */
    Report report(List<float[]> predictions) throws IOException {
        Target tuned = predictions.size() == 1
                ? target
                : target.tuned(predictions.get(1), data.validation().get().labels(), expectedLabels);
        return judge.report(tuned, predictions.get(0));
    }
}
