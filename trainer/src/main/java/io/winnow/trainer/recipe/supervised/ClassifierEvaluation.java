package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates a classifier on the test images and compares it with two linear classifiers on the frozen representations with which its
 * training started: one is fitted to the given labels as they are, and one with the same total weight for each class.
 */
public class ClassifierEvaluation implements EncoderEvaluation {
    private static final String REPORT = "classification.json";

    private final ClassifierOptions options;
    private final EncoderRecipe.TrainedEncoder encoder;
    private final FrozenOptions frozen;
    private final Optional<String> representations;

    /** @param representations name of the stage that wrote the representations from before the training; empty if there is none */
    public ClassifierEvaluation(
            ClassifierOptions options,
            EncoderRecipe.TrainedEncoder encoder,
            FrozenOptions frozen,
            Optional<String> representations) {
        this.options = options;
        this.encoder = encoder;
        this.frozen = frozen;
        this.representations = representations;
    }

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public String weights() {
        return ClassifierTraining.CLASSIFIER;
    }

    @Override
    public final StageResult run(StageContext context) throws IOException {
        try (TaskData data = context.open(encoder.data())) {
            if (data.test().labels() instanceof Labels.None) {
                context.progress()
                        .say("The classifier is not evaluated, because the test " + data.unit() + " of "
                                + data.test().name()
                                + " have no labels. " + data.labelAdvice(TaskData.Part.TEST) + ".");
                return StageResult.of(Map.of());
            }
            Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
            if (frozen.enabled()) {
                baselines.putAll(ofModality(data, context));
            }
            Optional<Preprocessing.Raw> raw =
                    data.inputs().preprocessing().raw().filter(Preprocessing.Raw::pretrained);
            if (frozen.enabled() && (representations.isPresent() || raw.isPresent())) {
                try (NDManager scope = context.manager().newSubManager()) {
                    NDArray[] both = representations.isPresent()
                            ? stored(context.folderOf(representations.get()), scope)
                            : raw(data, scope);
                    baselines.putAll(baselines(both[0], both[1], data, context));
                }
            }
            ClassificationReport report =
                    report(context.folderOf(encoder.stage()).resolve(weights()), data, context);
            AtomicFiles.write(context.folder().resolve(REPORT), Json.page(report));
            return new StageResult(report.metrics(), baselines);
        }
    }

    private static Map<String, Map<String, Double>> ofModality(TaskData data, StageContext context) {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        data.baselines().forEach((name, probabilities) -> {
            context.stop().check();
            context.progress().say("Fitting the baseline " + name + ".");
            figures.put(name, report(probabilities.get(), data).metrics());
        });
        return figures;
    }

    /** The representations of the training and test examples from before the training. */
    private static NDArray[] stored(Path folder, NDManager scope) throws IOException {
        return new NDArray[] {Representations.train(folder, scope), Representations.test(folder, scope)};
    }

    /** The vectors of a pretrained encoder, of the training and test examples. */
    private static NDArray[] raw(TaskData data, NDManager scope) {
        return new NDArray[] {data.raw(TaskData.Part.TRAIN, scope), data.raw(TaskData.Part.TEST, scope)};
    }

    @Override
    public Map<String, Double> judge(Path weights, TaskData data, StageContext context) throws IOException {
        return report(weights, data, context).metrics();
    }

    private ClassificationReport report(Path weights, TaskData data, StageContext context) throws IOException {
        try (Classifier classifier = Classifier.load(options, data, weights, context.manager())) {
            return report(classifier.probabilities(data, context.manager()), data);
        }
    }

    /** Computes the metrics of class probabilities for all test images (M * C), row-major. */
    protected static ClassificationReport report(float[] probabilities, TaskData data) {
        if (!(data.test().labels() instanceof Labels.Single truth)) {
            throw new UserException("Evaluation needs exactly one label for each of the test " + data.unit() + "; "
                    + data.test().name() + " has none or several. " + data.labelAdvice(TaskData.Part.TEST) + ".");
        }
        return ClassificationReport.of(
                probabilities,
                truth.classes(),
                data.inputs().classCounts().stream().mapToInt(Integer::intValue).toArray(),
                truth.classNames());
    }

    /**
     * Fits classifiers to frozen representations and returns the metrics of each by its name.
     *
     * @param train representations of the training examples in use (N, D)
     * @param test representations of the test images (M, D)
     */
    protected Map<String, Map<String, Double>> baselines(
            NDArray train, NDArray test, TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        Labels.Single given = GivenClasses.of(data);
        for (boolean balanced : new boolean[] {false, true}) {
            context.stop().check();
            String name = balanced ? "frozen_linear_balanced" : "frozen_linear";
            context.progress().say("Fitting the baseline " + name + ".");
            figures.put(name, linear(train, given.classes(), balanced, test, data, context));
        }
        return figures;
    }

    /**
     * Fits a linear classifier to vectors and returns its metrics on the test images.
     *
     * @param vectors (N, D)
     * @param classes classes of the vectors (N)
     * @param balanced whether each class has the same total weight
     * @param test representations of the test images (M, D)
     */
    protected final Map<String, Double> linear(
            NDArray vectors, int[] classes, boolean balanced, NDArray test, TaskData data, StageContext context) {
        long seed = context.experiment().seed();
        int classCount = GivenClasses.of(data).classCount();
        try (LinearProbe.Fitted fitted =
                LinearProbe.fit(vectors, classes, classCount, frozen.linear(), seed, balanced)) {
            return report(fitted.probabilities(test), data).metrics();
        }
    }
}
