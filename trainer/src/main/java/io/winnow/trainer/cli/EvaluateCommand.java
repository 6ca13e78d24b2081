package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.evaluate.LabelErrorReport;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.predict.FlippedModel;
import io.winnow.trainer.predict.ModelJudge;
import io.winnow.trainer.recipe.Distribution;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StandardInputFile;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow evaluate}. */
@Command(
        name = "evaluate",
        description =
                "Evaluates the model of a run, an exported model or a published model, on the run's test data or on other data."
                        + " For an exported encoder, --set overrides an option of the probes.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    /** Describes {@code --flip} in the help of a command. */
    static final String FLIP =
            "Averages the predictions for each image and for its mirror image. For a classifier of images only.";

    /** Default seed of a run. */
    private static final long PROBE_SEED = 1;

    @Parameters(paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path folder;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Data to evaluate on. Required for an exported model. For a model of images: "
                    + ImageInputs.DESCRIPTION
                    + " For a model of texts or rows: a file with the columns and labels of the training, or - for"
                    + " standard input (CSV, TSV, JSON lines or Parquet). For a model of tables:"
                    + " graded pairs, given as the NAME of a data set of the catalog, or as a file of JSON lines or with a JSON array."
                    + " Default: the test data of the run")
    private String data;

    @Option(
            names = "--tables",
            paramLabel = "FILE",
            description = "JSON Lines file with the tables that the pairs of --data refer to by id.")
    private Optional<Path> tables = Optional.empty();

    @Option(
            names = "--train",
            paramLabel = "DATA",
            description = "Labelled data that the probes are fitted to. Required for an exported encoder.")
    private String train;

    @Option(names = "--flip", description = FLIP)
    private boolean flip;

    @Mixin
    private LabelErrorOptions labelErrors;

    @Mixin
    private LabelsOption labels;

    @Mixin
    private CaptionsOption captions;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private EncodingOption encoding;

    @Mixin
    private DeviceOption device;

    @Mixin
    private RunSetOption set;

    @Mixin
    private AcceptOption accept;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Writes what is said of the data, so that it names standard input rather than a temporary file. */
    private UnaryOperator<String> shown = UnaryOperator.identity();

    @Override
    public Integer call() throws IOException {
        if (!ItemReader.STANDARD_INPUT.equals(data)) {
            return evaluate();
        }
        try (StandardInputFile input = new StandardInputFile(System.in)) {
            data = input.file().toString();
            shown = input::named;
            try {
                return evaluate();
            } catch (UserException e) {
                throw input.named(e);
            } catch (DataException e) {
                throw new DataException(input.named(e.getMessage()), e);
            }
        }
    }

    private int evaluate() throws IOException {
        labels.check();
        if (captions.isGiven()) {
            captions.evaluate(folder, Optional.ofNullable(data), labels.captions(), device, json, spec);
            return 0;
        }
        boolean exported = Models.standsAlone(folder);
        if (exported && data == null) {
            throw new UserException(
                    "An exported or published model comes without test data. Add --data DATA to name the data to evaluate it on.");
        }
        new OptionRules(spec)
                .needs("--labels", "--data")
                .needs("--tables", "--data")
                .needs("--against", "--label-errors");
        if (train != null && !exported) {
            throw new UserException(
                    "--train can only be used for an exported or published encoder, because only that is evaluated with newly fitted"
                            + " probes. Leave it out.");
        }
        if (labelErrors.isGiven()) {
            TestPredictor predictor = new TestPredictor(
                    Optional.ofNullable(data),
                    encoding.charset(),
                    weights.choice(),
                    device,
                    labels,
                    accept,
                    set.assignments(),
                    spec.commandLine().getErr()::println);
            LabelErrorReport report =
                    labelErrors.report(folder, predictor, flip || train != null || tables.isPresent());
            spec.commandLine().getOut().println(json ? Json.line(report) : LabelErrors.text(report));
            return 0;
        }
        Map<String, Double> figures = data == null ? run() : onData(exported);
        String name = exported ? folder.toString() : folder + " " + weights.choice();
        spec.commandLine().getOut().println(json ? Json.line(figures) : ResultTable.of(Map.of(name, figures)));
        return 0;
    }

    private Map<String, Double> onData(boolean exported) throws IOException {
        InputOptions options = new InputOptions(
                new Catalog(DataRoot.ofEnvironment()),
                encoding.charset(),
                tables,
                note -> spec.commandLine().getErr().println(shown.apply(note)));
        ModelChoice choice = new ModelChoice(weights.choice(), ModelChoice.Part.MODEL);
        if (exported) {
            try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                    TrainedModel model = labels.of(
                            Models.open(folder, choice, manager),
                            folder,
                            manager,
                            spec.commandLine().getErr()::println)) {
                if (train != null && !flip && model.pairs().isEmpty() && !isClassifier(model)) {
                    return newlyProbed(model, options, manager);
                }
                requireNone(RunSetOption.NAME, !set.assignments().isEmpty(), model);
                return judged(model, flip, options, manager);
            }
        }
        labels.requireNone(folder);
        FinishedRun run = FinishedRun.open(folder, set.assignments());
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()))) {
            if (!flip
                    && run.experiment().recipe() instanceof EncoderRecipe recipe
                    && recipe.classifier(run.data().inputs()).isEmpty()) {
                return probed(run, recipe, options, manager);
            }
            boolean flips = flip || Models.flips(run);
            try (TrainedModel model = run.experiment().recipe().model(run, choice, manager)) {
                return judged(model, flips, options, manager);
            }
        }
    }

    private static boolean isClassifier(TrainedModel model) {
        return model.output().kind() == ModelOutput.Kind.CLASSIFIER;
    }

    /** Evaluates a model that was trained on pairs, or a classifier. */
    private Map<String, Double> judged(TrainedModel model, boolean flips, InputOptions options, NDManager manager)
            throws IOException {
        TrainedModel judged = flips ? FlippedModel.of(model, folder.toString()) : model;
        requireNone("--train", train != null, model);
        if (model.pairs().isPresent()) {
            return model.pairs().get().judge(data, options);
        }
        requireNone("--tables", tables.isPresent(), model);
        ThresholdPromise.warning(folder, model.output(), flips)
                .ifPresent(spec.commandLine().getErr()::println);
        try (Dataset<?> test = labelled(model.reader(), data, options)) {
            return metrics(judged, test, manager);
        }
    }

    private Map<String, Double> metrics(TrainedModel model, Dataset<?> test, NDManager manager) throws IOException {
        ModelJudge.Judged judged = new ModelJudge(model, manager).classifier(test);
        judged.notes().stream().map(shown).forEach(spec.commandLine().getErr()::println);
        right(judged.metrics(), test.labels().knownCount())
                .ifPresent(spec.commandLine().getErr()::println);
        return judged.metrics();
    }

    /**
     * Says an accuracy as counts. Empty if it is not the share of examples that are right.
     *
     * @param examples number of examples with labels
     */
    static Optional<String> right(Map<String, Double> metrics, int examples) {
        double right = metrics.getOrDefault("accuracy", Double.NaN) * examples;
        return Math.abs(right - Math.rint(right)) < 1e-9 * examples
                ? Optional.of(String.format(Locale.ROOT, "%,.0f of %,d right", right, examples))
                : Optional.empty();
    }

    /** Evaluates an exported encoder with newly fitted probes. */
    private Map<String, Double> newlyProbed(TrainedModel model, InputOptions options, NDManager manager)
            throws IOException {
        requireNone("--tables", tables.isPresent(), model);
        ProbeOptions probes = Recipes.reader().parse(ProbeOptions.class, "the probes", "{}", set.assignments());
        try (Dataset<?> test = labelled(model.reader(), data, options);
                Dataset<?> fitted = labelled(model.reader(), train, options)) {
            return new ModelJudge(model, manager).representation(fitted, test, new Probes(probes, PROBE_SEED));
        }
    }

    private void requireNone(String option, boolean given, TrainedModel model) {
        if (given) {
            throw new UserException(option + " cannot be used here: " + folder + " is a model of "
                    + model.reader().unit()
                    + (model.pairs().isPresent()
                            ? " that is evaluated on graded pairs."
                            : isClassifier(model) ? " that is evaluated as a classifier." : ".")
                    + " Leave it out.");
        }
    }

    /** Reads labelled items. */
    static Dataset<?> labelled(ItemReader<?> reader, String input, InputOptions options) throws IOException {
        return reader.labelled(input, options)
                .orElseThrow(() -> new UserException("A model of " + reader.unit() + " cannot be evaluated on " + input
                        + ", because such items have no labels."));
    }

    /** Evaluates the encoder of a run as the run does, on other data. */
    private Map<String, Double> probed(FinishedRun run, EncoderRecipe recipe, InputOptions options, NDManager manager)
            throws IOException {
        ItemReader<?> reader = recipe.encoder().data().reader(run.data().inputs());
        if (tables.isPresent()) {
            throw new UserException("--tables can only be used for a model of tables, but " + folder + " is a model of "
                    + reader.unit() + ". Leave it out.");
        }
        StageContext context = context(run, manager);
        try (TaskData read = context.data().open(recipe.encoder().data(), labelled(reader, data, options), manager)) {
            read.notes().stream().map(shown).forEach(spec.commandLine().getErr()::println);
            return recipe.evaluation().judge(run.judgedFile(weights.choice()), read, context);
        }
    }

    /** Evaluates a run on its own test data. */
    private Map<String, Double> run() throws IOException {
        FinishedRun run = FinishedRun.open(folder, set.assignments());
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()))) {
            if (flip) {
                return flipped(run, manager);
            }
            return run.experiment().recipe().evaluation().judge(run, weights.choice(), context(run, manager));
        }
    }

    /** Evaluates a classifier of a run on the run's test data and on their mirror images. */
    private Map<String, Double> flipped(FinishedRun run, NDManager manager) throws IOException {
        ModelChoice choice = new ModelChoice(weights.choice(), ModelChoice.Part.MODEL);
        try (TrainedModel model =
                FlippedModel.of(run.experiment().recipe().model(run, choice, manager), folder.toString())) {
            StageContext context = context(run, manager);
            try (TaskData read = context.open(run.encoder().data())) {
                return metrics(model, read.test(), manager);
            }
        }
    }

    private StageContext context(FinishedRun run, NDManager manager) {
        Progress said = Progress.saying(note -> spec.commandLine().getErr().println(shown.apply(note)));
        RunData read = accept.reading(folder, said::say);
        boolean alone = run.experiment().recipe().evaluation().needsNoTrainingExamples();
        return context(run, alone ? read.withoutTrainingExamples() : read, manager, said);
    }

    /** Returns a context that does not belong to a stage: it has a device, the run's data and the folders of its stages, but none of its own. */
    static StageContext context(FinishedRun run, RunData data, NDManager manager) {
        return context(run, data, manager, Progress.silent());
    }

    private static StageContext context(FinishedRun run, RunData data, NDManager manager, Progress progress) {
        Map<String, Path> folders = new LinkedHashMap<>();
        run.experiment().recipe().stages().forEach(stage -> folders.put(stage.name(), run.stage(stage.name())));
        return new StageContext(
                run.experiment(),
                "evaluate",
                "evaluate",
                run.experiment().seed(),
                folders,
                manager,
                data,
                null,
                progress,
                new StopSignal(),
                Optional.empty(),
                new Distribution.Alone());
    }
}
