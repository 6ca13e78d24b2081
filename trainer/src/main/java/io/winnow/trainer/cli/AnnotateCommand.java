package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.AnnotationTask;
import io.winnow.trainer.annotate.Annotator;
import io.winnow.trainer.annotate.AnnotatorConfig;
import io.winnow.trainer.annotate.Team;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow annotate}. */
@Command(
        name = "annotate",
        description =
                "Lets language models, or trained models that stand in for them, label texts or images. `winnow data aggregate` and"
                        + " `winnow audit --opinion` read these labels in the same way as those of people.",
        mixinStandardHelpOptions = true)
final class AnnotateCommand implements Callable<Integer>, FolderWriter {
    @Parameters(
            paramLabel = "DATA",
            description =
                    "Directory of a run or configuration of an experiment (.yaml), whose training examples are labelled; a file of texts"
                            + " (.csv, .tsv, .json, .jsonl, .parquet, .txt); NAME/train or NAME/test of a data set of the catalog, a folder of images,"
                            + " or shards (.tar).")
    private String data;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            required = true,
            description = "Task file (.yaml) with the question, the labels, the wordings and the annotators.")
    private Path task;

    @Mixin
    private SetOption set;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Folder to write annotations.csv, probabilities.jsonl, answers.jsonl, annotate.json and the wordings to. If it has"
                            + " answers already, the command continues. Default: RUN/annotations if DATA is a run")
    private Path output;

    @Option(names = "--limit", paramLabel = "N", description = "Labels only the first N items, to try a task out.")
    private Optional<Integer> limit = Optional.empty();

    @Option(
            names = "--show-label",
            description =
                    "Shows each item with the label that it was given, for a comparison: annotators who see a label tend to"
                            + " agree with it, so leave it out if their answers are to find wrong labels.")
    private boolean showLabel;

    @Mixin
    private AskingOptions asking;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final List<TrainedModel> opened = new ArrayList<>();

    @Override
    public Stream<Path> written() {
        return output().stream().flatMap(each -> new AnnotationFolder(each).written());
    }

    @Override
    public Integer call() throws IOException {
        if (limit.isPresent() && limit.get() < 1) {
            throw new UserException("--limit must be at least 1; found " + limit.get() + ".");
        }
        AnnotationTask read = AnnotationTask.read(task, set.assignments());
        AnnotationFolder folder = new AnnotationFolder(folder());
        Outputs.requireFolder(folder.path());
        folder.requireOurs();
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"));
                NDManager manager = NDManager.newBaseManager();
                AnnotatedItems all = AnnotatedItems.open(data, read.items(), catalog, manager, this::say)) {
            AnnotatedItems labelled = showLabel ? all.withLabelsShown() : all;
            AnnotatedItems items = limit.map(labelled::first).orElse(labelled);
            // A dry run and stand-ins keep no answers.
            boolean keeps = !asking.dryRun() && read.asksLanguageModels();
            try (AskingSession asked =
                    AskingSession.open(keeps ? Optional.of(folder.answers()) : Optional.empty(), progress)) {
                Team team = Team.of(
                        read,
                        read.classes(items.classNames()),
                        asked.answers(),
                        asking.mode(),
                        (config, classes) -> trained(config, classes, catalog, manager),
                        asked.stop());
                annotate(team, items, folder, progress);
            } finally {
                opened.forEach(TrainedModel::close);
            }
        }
        return 0;
    }

    private Path folder() {
        return output().orElseThrow(
                        () -> new UserException("--output is missing. Name the folder to write the annotations to."));
    }

    private Optional<Path> output() {
        if (output != null) {
            return Optional.of(output);
        }
        return Files.isRegularFile(Path.of(data, "config.yaml"))
                ? Optional.of(Path.of(data, "annotations"))
                : Optional.empty();
    }

    private Annotator trained(AnnotatorConfig.Model config, List<ClassInfo> classes, Catalog catalog, NDManager manager)
            throws IOException {
        NDManager own = manager.newSubManager(device.of(config.model()));
        TrainedModel model =
                Models.open(config.model(), new ModelChoice(WeightsChoice.LAST, ModelChoice.Part.MODEL), own);
        opened.add(model);
        InputOptions options = new InputOptions(catalog, TextCharset.UTF_8, Optional.empty());
        return Team.of(config, model, classes, data, options, own);
    }

    private void annotate(Team team, AnnotatedItems items, AnnotationFolder folder, ConsoleProgress progress)
            throws IOException {
        if (asking.dryRun()) {
            spec.commandLine()
                    .getOut()
                    .println(AskingOptions.preview(team.firstQuestions(items, 3), team.questions(items.size())));
            return;
        }
        asking.agree(
                items.size() + " " + items.unit(),
                team.clients().values().stream().map(ChatClient::endpoint).toList(),
                spec.commandLine().getErr());
        AnnotationOutcome outcome;
        try {
            outcome = team.annotate(items, progress);
        } catch (StoppedException e) {
            say(AskingOptions.table(team.costs()));
            throw e;
        }
        Map<String, Object> description = team.description(data, outcome);
        description.put("given_labels_shown", showLabel);
        folder.describe(description, team.task().asksLanguageModels() ? team.templates() : List.of());
        folder.write(outcome);
        if (items.cut() > 0) {
            say("Warning: " + Plural.of(items.cut(), "text was", "texts were")
                    + " longer than text_characters and cut in the middle.");
        }
        if (json) {
            spec.commandLine().getOut().println(Json.line(description));
            return;
        }
        List<String> lines = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("annotator", "labels", "missing"));
        for (int a = 0; a < outcome.annotators().size(); a++) {
            cells.add(List.of(
                    outcome.annotators().get(a),
                    Integer.toString(outcome.keys().size() - outcome.missing(a)),
                    Integer.toString(outcome.missing(a))));
        }
        lines.add(ResultTable.align(cells));
        String costs = AskingOptions.table(team.costs());
        if (!costs.isEmpty()) {
            lines.add(costs);
        }
        lines.add(description.get("origin") + " Their probabilities are not calibrated.");
        lines.add("Wrote " + AnnotationFolder.ANNOTATIONS + " and " + AnnotationFolder.PROBABILITIES + " to "
                + folder.path() + ".");
        spec.commandLine().getOut().println(String.join(System.lineSeparator(), lines));
    }

    private void say(String line) {
        if (!line.isEmpty()) {
            spec.commandLine().getErr().println(line);
        }
    }
}
