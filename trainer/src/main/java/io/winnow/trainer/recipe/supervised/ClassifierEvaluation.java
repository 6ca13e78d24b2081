package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.recipe.ImageEvaluation;
import io.winnow.trainer.recipe.ImageRecipe;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Judges a classifier on the test images, beside linear classifiers on the frozen representations that it started from: fitted to the
 * given labels as they are, and with each class weighing the same.
 */
public class ClassifierEvaluation implements ImageEvaluation {
    private static final String REPORT = "classification.json";

    private final ClassifierOptions options;
    private final ImageRecipe.TrainedEncoder encoder;
    private final FrozenOptions frozen;
    private final Optional<String> representations;

    /** @param representations name of the stage that left those from before the training, if any */
    public ClassifierEvaluation(
            ClassifierOptions options,
            ImageRecipe.TrainedEncoder encoder,
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
        try (ImageData data = context.open(encoder.data())) {
            if (data.test().labels() instanceof Labels.None) {
                context.progress()
                        .say("The test images of " + data.test().name() + " have no labels, so nothing is evaluated;"
                                + " data.labels.test_file can give them.");
                return StageResult.of(Map.of());
            }
            Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
            if (frozen.enabled() && representations.isPresent()) {
                Path folder = context.folderOf(representations.get());
                try (NDManager scope = context.manager().newSubManager()) {
                    baselines.putAll(baselines(
                            Representations.train(folder, scope), Representations.test(folder, scope), data, context));
                }
            }
            ClassificationReport report =
                    report(context.folderOf(encoder.stage()).resolve(weights()), data, context);
            AtomicFiles.write(context.folder().resolve(REPORT), Json.page(report));
            return new StageResult(report.metrics(), baselines);
        }
    }

    @Override
    public Map<String, Double> judge(Path weights, ImageData data, StageContext context) throws IOException {
        return report(weights, data, context).metrics();
    }

    private ClassificationReport report(Path weights, ImageData data, StageContext context) throws IOException {
        try (Classifier classifier = Classifier.load(options, data, weights, context.manager())) {
            int[] all = IntStream.range(0, data.test().size()).toArray();
            return report(classifier.probabilities(data, data.test(), all, context.manager()), data);
        }
    }

    /** What is said of predictions for all test images, row-major (M * C). */
    protected static ClassificationReport report(float[] probabilities, ImageData data) {
        if (!(data.test().labels() instanceof Labels.Single truth)) {
            throw new UserException("Evaluation needs exactly one label per image; "
                    + data.test().name() + " has none or several.");
        }
        return ClassificationReport.of(
                probabilities,
                truth.classes(),
                data.inputs().classCounts().stream().mapToInt(Integer::intValue).toArray(),
                truth.classNames());
    }

    /**
     * Figures of classifiers on frozen representations, by name.
     *
     * @param train (N, D) of the training examples in use
     * @param test (M, D)
     */
    protected Map<String, Map<String, Double>> baselines(
            NDArray train, NDArray test, ImageData data, StageContext context) throws IOException {
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

    /** Figures of a linear classifier that is fitted to vectors and judged on the test images' (M, D). */
    protected final Map<String, Double> linear(
            NDArray vectors, int[] classes, boolean balanced, NDArray test, ImageData data, StageContext context) {
        long seed = context.experiment().seed();
        int classCount = GivenClasses.of(data).classCount();
        try (LinearProbe.Fitted fitted =
                LinearProbe.fit(vectors, classes, classCount, frozen.linear(), seed, balanced)) {
            return report(fitted.probabilities(test), data).metrics();
        }
    }
}
