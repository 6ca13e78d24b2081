package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.text.BundledTextEncoder;
import io.winnow.trainer.modality.text.TextColumns;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.ModelJudge;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.predict.TunedModel;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow classify}. */
@Command(
        name = "classify",
        description =
                "Classifies texts by the names or descriptions of classes, without any training: prints one line of JSON"
                        + " for each text, like `winnow predict`. Images are classified in the same way by a model that has an encoder"
                        + " of texts as well (CLIP, SigLIP).",
        mixinStandardHelpOptions = true)
final class ClassifyCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "TEXTS",
            description =
                    "Files of texts: .txt with one text per line, or CSV, TSV, JSON lines or Parquet with a column text; or - for one"
                            + " text per line of standard input. If there are several, each key begins with the name of its file."
                            + " The first argument may be a model instead, as for `winnow predict`, whose items follow.")
    private List<Path> arguments;

    @Option(
            names = "--encoder",
            paramLabel = "MODEL",
            description =
                    "The encoder: a run on texts, a published model of texts, or one of images and texts. Default: "
                            + BundledTextEncoder.NAME + ", which comes with Winnow.")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description =
                    "A run with training examples of some of the classes of --labels. The other classes are recognised "
                            + "by their descriptions alone: from the classes with examples, a map from descriptions to the vectors "
                            + "of the run's encoder, or of --encoder, is computed. Items may be of any kind, such as images.")
    private Optional<Path> run = Optional.empty();

    @Mixin
    private LabelsOption labels;

    @Option(
            names = "--text",
            paramLabel = "COLUMN",
            description = "Column of the text. Several are joined by a full stop and a blank. Default: text")
    private List<String> text = List.of();

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description = "Column of the keys of the texts. Default: the number of the record")
    private Optional<String> keyColumn = Optional.empty();

    @Option(
            names = "--truth",
            paramLabel = "COLUMN",
            description =
                    "Column of the true labels, for an evaluation: prints its metrics instead of the predictions, which are"
                            + " only written if --output names a file for them. With the encoder of --run itself, labels are read as"
                            + " those of its training were: name its label, or anything, such as folders, if folders are its"
                            + " labels.")
    private Optional<String> truth = Optional.empty();

    @Option(
            names = "--expected-labels",
            paramLabel = "N",
            description =
                    "Number of classes that a text has on average, such as 2.1, if it may have several or none. A class is"
                            + " predicted from the probability on that gives the given texts as many. The cells of --truth are then lists.")
    private Optional<Double> expected = Optional.empty();

    @Option(names = "--top", paramLabel = "N", description = "Number of classes per line. Default: ${DEFAULT-VALUE}")
    private int top = 5;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write the lines to, such as predictions.jsonl. Default: standard output")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Option(
            names = "--json",
            description =
                    "Prints the metrics of --truth as one JSON object. Predictions are lines of JSON in any case.")
    private boolean json;

    @Mixin
    private RunSetOption set;

    @Mixin
    private AcceptOption accept;

    @Mixin
    private EncodingOption encoding;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        check();
        boolean named = encoder.isEmpty() && run.isEmpty() && arguments.size() > 1 && Models.names(arguments.get(0));
        Path model = named ? arguments.get(0) : run.or(() -> encoder).orElse(Path.of(BundledTextEncoder.NAME));
        List<String> inputs =
                arguments.stream().skip(named ? 1 : 0).map(Path::toString).toList();
        if (!named && !labels.isGiven()) {
            throw new UserException(
                    "--labels is missing, which names the file of the classes to choose from. Add --labels"
                            + " FILE; or use `winnow predict` with a trained model, which has classes of its own.");
        }
        InputOptions options = encoding.reading(spec.commandLine().getErr());
        try (NDManager manager = NDManager.newBaseManager(device.of(model));
                TrainedModel opened = open(model, manager)) {
            opened.reader().require(inputs);
            if (output.isPresent()) {
                Outputs.requireNotRead(opened.reader(), output.get(), inputs);
            }
            if (truth.isPresent()) {
                evaluate(opened, inputs, options, manager);
            }
            return truth.isPresent() && output.isEmpty() ? 0 : predict(opened, inputs, options, manager);
        }
    }

    private void check() throws IOException {
        if (top < 1) {
            throw new UserException("--top must be at least 1; found " + top + ".");
        }
        if (expected.isPresent() && !(expected.get() > 0)) {
            throw new UserException("--expected-labels must be above 0; found " + expected.get() + ".");
        }
        labels.check();
        new OptionRules(spec)
                .needs("--expected-labels", "--labels")
                .needs("--json", "--truth", "--labels")
                .needs(RunSetOption.NAME, "--run")
                .needs(RunData.ACCEPT, "--run")
                .excludes("--run", "--expected-labels");
        if (output.isPresent()) {
            Outputs.requireLines("--output", output.get(), force);
        }
    }

    private TrainedModel open(Path model, NDManager manager) throws IOException {
        if (run.isPresent()) {
            return learnedBy(FinishedRun.open(model, set.assignments()), manager);
        }
        if (expected.isPresent()) {
            labels.allowSeveral();
        }
        ModelChoice.Part part =
                labels.isGiven() && !Models.standsAlone(model) ? ModelChoice.Part.ENCODER : ModelChoice.Part.MODEL;
        TrainedModel opened = Models.open(model, new ModelChoice(WeightsChoice.LAST, part), manager);
        TrainedModel classifier = labels.of(
                TextColumns.read(opened, model.toString(), columns()),
                model,
                manager,
                spec.commandLine().getErr()::println);
        if (expected.isEmpty()
                && classifier.reader().unit().equals("texts")
                && classifier.output().names().size() == 1) {
            throw new UserException(
                    "The file of --labels has one class only, so that each text belongs to it. Name at least"
                            + " two classes, or add --expected-labels if a text may have none.");
        }
        return classifier;
    }

    private TextColumns columns() {
        return new TextColumns(
                text.isEmpty() ? TextColumns.USUAL.texts() : text,
                truth.orElse(TextColumns.USUAL.label()),
                expected.isPresent() && truth.isPresent(),
                keyColumn,
                Map.of("inputs", "--text", "labels.label", "--truth", "key", "--key-column"));
    }

    /** Reads the columns that the options name, unless the encoder has columns of its own, or folders, whose labels are read in any case. */
    private TrainedModel reading(TrainedModel opened, Path name) {
        boolean labelsOnly = text.isEmpty() && keyColumn.isEmpty() && !TextColumns.areReadBy(opened);
        return TextColumns.read(opened, name.toString(), labelsOnly ? TextColumns.USUAL : columns());
    }

    /** Requires that --truth names the label that is read, if that is a column of the training. Folders have no name. */
    private void requireLabel(FinishedRun finished) {
        if (truth.isPresent()
                && encoder.isEmpty()
                && finished.encoder().data() instanceof RecordDataConfig data
                && !data.records().labelNames().isEmpty()
                && !data.records().labelNames().contains(truth.get())) {
            String names = String.join(" or ", data.records().labelNames());
            throw new UserException("--truth is " + truth.get() + ", but with the encoder of " + finished.folder()
                    + " itself, labels are read as those of its training were: " + names + ". Give --truth "
                    + data.records().labelNames().iterator().next()
                    + " for a file with these columns, or name an encoder with --encoder.");
        }
    }

    private TrainedModel learnedBy(FinishedRun finished, NDManager manager) throws IOException {
        requireLabel(finished);
        Consumer<String> say = spec.commandLine().getErr()::println;
        StageContext context = EvaluateCommand.context(finished, accept.reading(finished.folder(), say), manager);
        try (TaskData data = context.open(finished.encoder().data())) {
            Path name = encoder.orElse(finished.folder());
            TrainedModel opened = reading(Models.openEncoder(name, WeightsChoice.LAST, manager), name);
            // Labelled items may have classes that the run has not seen, so that its classes are not required of them.
            ItemReader<?> reader = encoder.isPresent()
                    ? opened.reader()
                    : finished.encoder().data().reader(new Inputs(data.inputs().preprocessing(), null));
            return labels.learnedBy(opened, reader, data, manager, say);
        }
    }

    private void evaluate(TrainedModel model, List<String> inputs, InputOptions options, NDManager manager)
            throws IOException {
        if (inputs.size() != 1 || inputs.get(0).equals(ItemReader.STANDARD_INPUT)) {
            throw new UserException("--truth needs exactly one file, whose records have the true labels; found "
                    + String.join(", ", inputs) + ". Name one file.");
        }
        try (Dataset<?> test = EvaluateCommand.labelled(model.reader(), inputs.get(0), options)) {
            float[] predictions = model.run(test, TaskData.all(test), manager).toFloatArray();
            ModelJudge.Judged judged = new ModelJudge(tuned(model, predictions), manager).classifier(test);
            judged.notes().forEach(spec.commandLine().getErr()::println);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? Json.line(judged.metrics())
                                    : ResultTable.of(Map.of(inputs.get(0), judged.metrics())));
        }
    }

    private TrainedModel tuned(TrainedModel model, float[] predictions) {
        return expected.isEmpty()
                ? model
                : new TunedModel(model, model.output().target().tuned(predictions, new NoLabels(0), expected));
    }

    private int predict(TrainedModel model, List<String> inputs, InputOptions options, NDManager manager)
            throws IOException {
        PredictionLines lines = new PredictionLines(spec.commandLine().getErr());
        List<Map.Entry<String, float[]>> kept = new ArrayList<>();
        lines.write(output, spec.commandLine().getOut(), model.reader().unit(), () -> {
            try (Predictor predictor = new Predictor(model, manager)) {
                predictor.run(inputs, options, new Predictor.Results() {
                    @Override
                    public void predicted(Prediction prediction) throws IOException {
                        if (expected.isPresent()) {
                            kept.add(Map.entry(prediction.key(), prediction.output()));
                        } else {
                            lines.print(model.output().line(prediction.key(), prediction.output(), top));
                        }
                    }

                    @Override
                    public void failed(String key, String why) throws IOException {
                        lines.fail(key, why);
                    }

                    @Override
                    public void read(ReadCounts counts) {
                        lines.read(counts);
                    }
                });
            }
            if (!kept.isEmpty()) {
                ModelOutput decided = tuned(
                                model,
                                joined(kept.stream().map(Map.Entry::getValue).toList()))
                        .output();
                for (Map.Entry<String, float[]> each : kept) {
                    lines.print(decided.line(each.getKey(), each.getValue(), top));
                }
            }
        });
        return lines.code();
    }

    private static float[] joined(List<float[]> rows) {
        int width = rows.get(0).length;
        float[] all = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * width, width);
        }
        return all;
    }
}
