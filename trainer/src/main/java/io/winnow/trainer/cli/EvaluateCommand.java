package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.export.ExportedBundle;
import io.winnow.trainer.export.ExportedImages;
import io.winnow.trainer.export.LiveImages;
import io.winnow.trainer.export.ModelChoice;
import io.winnow.trainer.export.RecordModel;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.predict.ImageJudge;
import io.winnow.trainer.predict.PairJudge;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow evaluate}. */
@Command(
        name = "evaluate",
        description = "Evaluates the model of a run, or an exported model, on the run's test data or on other data.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    /** Default seed of a run. */
    private static final long PROBE_SEED = 1;

    @Parameters(paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path folder;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Data to evaluate on. Required for an exported model. For a model of images: "
                    + ImageInput.DESCRIPTION + " For a model of tables: " + PairInput.DESCRIPTION
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
            description = "Labelled images that the probes are fitted to. Required for an exported encoder of images.")
    private String train;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides a value of the run's configuration, such as recipe.data.test. For an exported encoder, overrides"
                            + " an option of the probes.")
    private List<String> assignments = List.of();

    @Mixin
    private AcceptOption accept;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean exported = ExportedBundle.isExport(folder);
        boolean ofTables = Models.isOfTables(folder);
        if (exported && data == null) {
            throw new UserException(
                    "An exported model comes without test data. Add --data DATA to name the data to evaluate it on.");
        }
        if (tables.isPresent() && !(ofTables && data != null)) {
            throw new UserException("--tables can only be used together with --data, and only for a model of tables.");
        }
        if (train != null && (ofTables || !exported)) {
            throw new UserException(
                    "--train can only be used for an exported encoder of images, because only that is evaluated with"
                            + " newly fitted probes. Leave it out.");
        }
        Map<String, Double> figures = data != null && ofTables ? pairs() : exported ? exported() : run();
        String name = exported ? folder.toString() : folder + " " + weights.choice();
        spec.commandLine().getOut().println(json ? Json.line(figures) : ResultTable.of(Map.of(name, figures)));
        return 0;
    }

    private Map<String, Double> pairs() throws IOException {
        GradedPairs pairs = PairInput.open(data, tables, new Catalog(DataRoot.ofEnvironment()));
        try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                TableModel model =
                        Models.openTables(folder, new ModelChoice(weights.choice(), ModelChoice.Part.MODEL), manager)) {
            return new PairJudge(model, manager).figures(pairs);
        }
    }

    private Map<String, Double> exported() throws IOException {
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                ExportedImages model = Models.exported(folder, manager);
                ImageDataset test = images(data, catalog, model)) {
            ImageJudge judge = new ImageJudge(model, manager);
            if (train == null) {
                return classifier(judge, test);
            }
            ProbeOptions options = Recipes.reader().parse(ProbeOptions.class, "the probes", "{}", assignments);
            try (ImageDataset fitted = images(train, catalog, model)) {
                return judge.representation(fitted, test, new Probes(options, PROBE_SEED));
            }
        }
    }

    private static ImageDataset images(String input, Catalog catalog, ExportedImages model) throws IOException {
        return ImageInput.open(input, catalog, model.description().images().decoding());
    }

    private Map<String, Double> classifier(ImageJudge judge, ImageDataset images) throws IOException {
        judge.note(images).ifPresent(spec.commandLine().getErr()::println);
        return judge.classifier(images);
    }

    private Map<String, Double> run() throws IOException {
        FinishedRun run = FinishedRun.open(folder, assignments);
        Experiment experiment = run.experiment();
        Evaluation evaluation = experiment.recipe().evaluation();
        try (NDManager manager = NDManager.newBaseManager(device.of(experiment))) {
            StageContext context = new StageContext(
                    experiment,
                    "evaluate",
                    "evaluate",
                    experiment.seed(),
                    Map.of(),
                    manager,
                    accept.reading(folder, spec.commandLine().getErr()::println),
                    null,
                    Progress.silent(),
                    new StopSignal());
            return data == null ? evaluation.judge(run, weights.choice(), context) : onOtherData(run, context);
        }
    }

    private Map<String, Double> onOtherData(FinishedRun run, StageContext context) throws IOException {
        EncoderRecipe recipe = run.encoderRecipe();
        Inputs inputs = run.data().inputs();
        ModelChoice choice = new ModelChoice(weights.choice(), ModelChoice.Part.MODEL);
        boolean classifier = recipe.classifier(inputs).isPresent();
        if (Models.isOfRecords(folder)) {
            if (!classifier) {
                Dataset<?> other = ((RecordDataConfig) recipe.encoder().data()).read(Path.of(data), inputs, true);
                return onOtherTest(run, other, context);
            }
            try (RecordModel model = RecordModel.open(run, choice, context.manager())) {
                RecordModel.Judged judged = model.judge(Path.of(data), context.manager());
                judged.note().ifPresent(spec.commandLine().getErr()::println);
                return judged.metrics();
            }
        }
        ImageDataset other = ImageInput.open(
                data,
                new Catalog(DataRoot.ofEnvironment()),
                ImagePreprocessing.of(folder.toString(), inputs).decoding());
        if (classifier) {
            try (other;
                    LiveImages model = LiveImages.open(run, choice, context.manager())) {
                return classifier(new ImageJudge(model, context.manager()), other);
            }
        }
        return onOtherTest(run, other, context);
    }

    private Map<String, Double> onOtherTest(FinishedRun run, Dataset<?> other, StageContext context)
            throws IOException {
        EncoderRecipe recipe = run.encoderRecipe();
        try (TaskData read = context.data().open(recipe.encoder().data(), other, context.manager())) {
            read.notes().forEach(spec.commandLine().getErr()::println);
            return recipe.evaluation().judge(run.judgedFile(weights.choice()), read, context);
        }
    }
}
