package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Evaluates a trained network on the test examples and compares it with baselines: the best constant prediction, those of the modality, and
 * linear models on the frozen representations with which its training started. What predictions need beyond the network, such as thresholds,
 * is chosen on validation examples and stored.
 */
public class ClassifierEvaluation implements EncoderEvaluation {
    /** Name of the file with the target as predictions use it, in the folder of this stage. */
    public static final String TARGET = "target.json";

    private static final String NAME = "evaluate";
    private static final String REPORT = "report.json";

    private final Function<Inputs, EncoderWithHead> network;
    private final boolean flips;
    private final Optional<Double> expectedLabels;
    private final EncoderRecipe.TrainedEncoder encoder;
    private final FrozenOptions frozen;
    private final Optional<String> representations;

    /** @param representations name of the stage that wrote the representations from before the training; empty if there is none */
    public ClassifierEvaluation(
            ClassifierOptions options,
            EncoderRecipe.TrainedEncoder encoder,
            FrozenOptions frozen,
            Optional<String> representations) {
        this(
                inputs -> Classifier.network(options, inputs),
                options.testFlip(),
                options.expectedLabels(),
                encoder,
                frozen,
                representations);
    }

    /**
     * @param network returns the network of encoder and head, without weights
     * @param flips whether predictions are the mean of those for an example and for its mirror image
     * @param expectedLabels number of classes that an example has on average, by which a threshold is chosen; empty to choose it by labels
     * @param representations name of the stage that wrote the representations from before the training; empty if there is none
     */
    protected ClassifierEvaluation(
            Function<Inputs, EncoderWithHead> network,
            boolean flips,
            Optional<Double> expectedLabels,
            EncoderRecipe.TrainedEncoder encoder,
            FrozenOptions frozen,
            Optional<String> representations) {
        this.network = network;
        this.flips = flips;
        this.expectedLabels = expectedLabels;
        this.encoder = encoder;
        this.frozen = frozen;
        this.representations = representations;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String weights() {
        return ClassifierTraining.CLASSIFIER;
    }

    @Override
    public Optional<Path> targetFile(FinishedRun run) {
        return Optional.of(run.stage(NAME).resolve(TARGET)).filter(Files::exists);
    }

    @Override
    public Optional<Path> reportFile(FinishedRun run) {
        return Optional.of(run.stage(NAME).resolve(REPORT)).filter(Files::exists);
    }

    @Override
    public final StageResult run(StageContext context) throws IOException {
        try (TaskData data = examples(context.open(encoder.data()), context)) {
            Path weights = context.folderOf(encoder.stage()).resolve(weights());
            try (Classifier classifier = load(weights, data, context)) {
                Target target = tuned(classifier, data, context);
                AtomicFiles.write(context.folder().resolve(TARGET), Json.page(target));
                if (data.test().labels() instanceof NoLabels) {
                    context.progress()
                            .say("The model is not evaluated, because the test " + data.unit() + " of "
                                    + data.test().name() + " have no labels. "
                                    + data.labelAdvice(TaskData.Part.TEST) + ".");
                    return StageResult.of(Map.of());
                }
                Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
                baselines.putAll(rivals(data, context));
                List<String> notes = new ArrayList<>();
                target.judging(data.test().labels()).ifPresent(each -> notes.add(each.note("test " + data.unit())));
                boolean complete = notes.isEmpty();
                notes.addAll(doubts(target, data));
                ClassifierBaselines simple = baselines(data, context);
                if (frozen.enabled() && !simple.holdsAll(target)) {
                    baselines.put(ClassifierBaselines.CONSTANT, simple.constant());
                    if (complete) {
                        notes.add("All baselines except " + ClassifierBaselines.CONSTANT
                                + " are left out, because they need a number for each pair of a"
                                + " training example and a class at once, and there are too many pairs.");
                    }
                } else if (frozen.enabled()) {
                    baselines.putAll(simple.ofModality());
                    baselines.putAll(simple.onRepresentations(
                            representations, (train, others) -> onVectors(simple, train, others, data, context)));
                }
                Judged judged = judged(target, classifier, data, weights, context);
                if (judged.predictions().isPresent()) {
                    keep(judged.predictions().get(), data, context);
                }
                AtomicFiles.write(context.folder().resolve(REPORT), Json.page(judged.report()));
                return new StageResult(judged.metrics(), baselines, notes);
            }
        }
    }

    private List<String> doubts(Target target, TaskData data) {
        return target.doubts(
                data.test().labels(), data.validation().map(Dataset::labels), expectedLabels.isPresent(), data.unit());
    }

    /** Returns the data to which baselines are fitted, which close the opened ones. By default, these are the opened ones. */
    protected TaskData examples(TaskData opened, StageContext context) throws IOException {
        return opened;
    }

    /**
     * Returns the metrics of predictions. By default, they are those of the report.
     *
     * @param predictions for all test examples (M, P), row-major
     * @param weights file of the network that predicts
     */
    protected Map<String, Double> figures(
            Report report, float[] predictions, TaskData data, Path weights, StageContext context) throws IOException {
        return report.metrics();
    }

    /**
     * Writes what else is to be kept of the predictions of the run, into the folder of the stage. By default, nothing.
     *
     * @param predictions for all test examples (M, P), row-major
     */
    protected void keep(float[] predictions, TaskData data, StageContext context) throws IOException {}

    /** Returns the metrics of other models that the run has trained, by their names. By default, there are none. */
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        return Map.of();
    }

    /** Returns the metrics on the test examples of a classifier with the weights in a file. */
    protected final Map<String, Double> metrics(Path weights, TaskData data, StageContext context) throws IOException {
        try (Classifier classifier = load(weights, data, context)) {
            return judged(data.inputs().requireTarget(), classifier, data, weights, context)
                    .metrics();
        }
    }

    /**
     * A report on the test examples, and the figures of the result.
     *
     * @param predictions for all test examples (M, P), row-major; empty if they were judged batch by batch
     */
    private record Judged(Report report, Map<String, Double> metrics, Optional<float[]> predictions) {}

    /** Judges a classifier on the test examples: batch by batch if there are too many pairs of an example and a class. */
    private Judged judged(Target target, Classifier classifier, TaskData data, Path weights, StageContext context)
            throws IOException {
        Optional<Target.Judging> judging = target.judging(data.test().labels());
        if (judging.isPresent()) {
            classifier.judge(data, TaskData.Part.TEST, judging.get(), context.manager());
            Report report = judging.get().report();
            return new Judged(report, report.metrics(), Optional.empty());
        }
        float[] predictions = classifier.predictions(data, TaskData.Part.TEST, context.manager());
        Report report = report(target, predictions, data, context);
        return new Judged(report, figures(report, predictions, data, weights, context), Optional.of(predictions));
    }

    /** Returns the classifier with the weights in a file. */
    protected final Classifier load(Path weights, TaskData data, StageContext context) throws IOException {
        return Classifier.load(
                network.apply(data.inputs()),
                data,
                weights,
                flips ? encoder.data().reader(data.inputs()).mirror() : Optional.empty(),
                context.manager());
    }

    /** The target with what is chosen on the validation examples, if there are any. */
    private Target tuned(Classifier classifier, TaskData data, StageContext context) {
        Target target = target(data);
        if (data.validation().isEmpty()) {
            return target;
        }
        Labels truth = data.validation().get().labels();
        Optional<Target.Judging> judging = target.judging(truth);
        if (judging.isPresent()) {
            classifier.judge(data, TaskData.Part.VALIDATION, judging.get(), context.manager());
            return judging.get().tuned(expectedLabels);
        }
        return target.tuned(
                classifier.predictions(data, TaskData.Part.VALIDATION, context.manager()), truth, expectedLabels);
    }

    /** Returns the target as it is before anything is chosen on validation examples. */
    protected Target target(TaskData data) {
        return data.inputs().requireTarget();
    }

    private ClassifierBaselines baselines(TaskData data, StageContext context) {
        return new ClassifierBaselines(
                target(data),
                expectedLabels,
                frozen.linear(),
                (tuned, predictions) -> report(tuned, predictions, data, context),
                data,
                context);
    }

    /** Judges predictions for the test examples and, if there are any, the validation examples, by which they are tuned. */
    protected final Report report(List<float[]> predictions, TaskData data, StageContext context) throws IOException {
        return baselines(data, context).report(predictions);
    }

    @Override
    public boolean needsNoTrainingExamples() {
        return true;
    }

    @Override
    public Map<String, Double> judge(Path weights, TaskData data, StageContext context) throws IOException {
        try (Classifier classifier = load(weights, data, context)) {
            target(data)
                    .judging(data.test().labels())
                    .ifPresent(each -> context.progress().say(each.note("test " + data.unit())));
            doubts(target(data), data).forEach(context.progress()::say);
            return judged(tuned(classifier, data, context), classifier, data, weights, context)
                    .metrics();
        }
    }

    /**
     * Judges predictions for all test examples (M, P), row-major.
     *
     * @throws UserException if the labels of the test examples are of another kind than those of the training
     */
    protected Report report(Target target, float[] predictions, TaskData data, StageContext context)
            throws IOException {
        Dataset<?> test = data.test();
        return Targets.judge(target, predictions, test.labels(), test.name(), data.unit());
    }

    /**
     * Fits the baselines on frozen representations and returns the metrics of each by its name. By default, they are linear models.
     *
     * @param train representations of the training examples in use (N, D)
     * @param others representations of the test examples (M, D) and, possibly, of the validation examples
     */
    protected Map<String, Map<String, Double>> onVectors(
            ClassifierBaselines baselines, NDArray train, List<NDArray> others, TaskData data, StageContext context)
            throws IOException {
        return baselines.linearModels(train, others);
    }
}
