package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.AnnotationTask;
import io.winnow.trainer.annotate.Candidates;
import io.winnow.trainer.annotate.Comparison;
import io.winnow.trainer.annotate.LabelledFile;
import io.winnow.trainer.annotate.PairJudge;
import io.winnow.trainer.annotate.ProbabilityFile;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/** {@code winnow annotations compare}. */
@Command(
        name = "compare",
        description =
                "Lets language models decide between the labels of items on which annotators differ. Two labels at a time are compared, in"
                        + " both orders.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer>, FolderWriter {
    static final String CHOICES = "choices.csv";
    private static final int SHOWN_QUESTIONS = 3;

    @Parameters(
            paramLabel = "ANNOTATIONS",
            arity = "1..*",
            description =
                    "Folders of `winnow annotate`, their probabilities.jsonl, or files with the columns key, annotator and label.")
    private List<Path> annotations;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            description = "The items, in any form that `winnow annotate` reads.")
    private String data;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            required = true,
            description = "Task file (.yaml). Its language models compare the labels.")
    private Path task;

    @Mixin
    private SetOption set;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "File with given labels, which are candidates as well.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--template",
            paramLabel = "FILE",
            description =
                    "File with the wording of a comparison, with {labels}, {text}, and optionally {instruction} and {examples}. Default: one"
                            + " that comes with Winnow")
    private Optional<Path> template = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder to write choices.csv and answers.jsonl to. If it has answers already, the command continues.")
    private Path output;

    @Mixin
    private AskingOptions asking;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return Stream.of(CHOICES).map(output::resolve);
    }

    @Override
    public Integer call() throws IOException {
        AnnotationTask read = AnnotationTask.read(task, set.assignments());
        Outputs.requireFolder(output);
        Path answerFile = output.resolve(AnnotationFolder.ANSWERS);
        if (Files.exists(output.resolve(CHOICES)) && !Files.exists(answerFile)) {
            throw new UserException(output.resolve(CHOICES)
                    + " exists already, and there is no answers.jsonl beside it, so it may not come from this command. Choose"
                    + " another folder with --output.");
        }
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"));
                NDManager manager = NDManager.newBaseManager();
                AnnotatedItems items = AnnotatedItems.open(data, read.items(), catalog, manager, this::say)) {
            List<ClassInfo> classes = read.classes(items.classNames());
            List<int[]> candidates = candidates(items, classes);
            try (AskingSession asked =
                    AskingSession.open(asking.dryRun() ? Optional.empty() : Optional.of(answerFile), progress)) {
                Comparison comparison =
                        Comparison.of(read, classes, template, asked.answers(), asking.mode(), asked.stop());
                compare(comparison, items, candidates, classes, progress);
            }
        }
        return 0;
    }

    private List<int[]> candidates(AnnotatedItems items, List<ClassInfo> classes) throws IOException {
        List<String> known = classes.stream().map(ClassInfo::label).toList();
        Candidates candidates = new Candidates(known);
        for (Path path : annotations) {
            AnnotationOutcome outcome = ProbabilityFile.read(path);
            for (double[][] own : outcome.probabilities()) {
                for (int i = 0; i < own.length; i++) {
                    if (own[i] != null) {
                        add(
                                candidates,
                                path,
                                outcome.keys().get(i),
                                outcome.labels().get(Ranks.largest(own[i])),
                                known);
                    }
                }
            }
        }
        if (labels.isPresent()) {
            LabelledFile given = LabelledFile.read(labels.get(), Optional.empty(), Optional.empty());
            for (int i = 0; i < given.keys().size(); i++) {
                add(
                        candidates,
                        labels.get(),
                        given.keys().get(i),
                        given.labels().get(i),
                        known);
            }
        }
        List<int[]> all = candidates.of(items);
        if (all.stream().allMatch(each -> each.length == 0)) {
            throw new UserException("The annotations name no item of " + data + ", whose keys are such as "
                    + items.key(0) + ". Annotate these data with `winnow annotate`.");
        }
        return all;
    }

    private static void add(Candidates candidates, Path path, String key, String label, List<String> known) {
        if (!candidates.add(key, label)) {
            throw new UserException(
                    path + " has the label '" + label + "', which is not one of the task; its labels are "
                            + Shown.of(known)
                            + EditDistance.nearest(label, known)
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse("."));
        }
    }

    private void compare(
            Comparison comparison,
            AnnotatedItems items,
            List<int[]> candidates,
            List<ClassInfo> classes,
            ConsoleProgress progress)
            throws IOException {
        long differing = candidates.stream().filter(each -> each.length > 1).count();
        if (asking.dryRun()) {
            spec.commandLine()
                    .getOut()
                    .println(AskingOptions.preview(
                            comparison.firstQuestions(items, candidates, SHOWN_QUESTIONS),
                            comparison.questions(candidates)));
            return;
        }
        asking.agree(
                differing + " " + items.unit(),
                comparison.endpoints(),
                spec.commandLine().getErr());
        List<Comparison.Choice> choices;
        try {
            choices = comparison.choose(items, candidates, progress);
        } catch (StoppedException e) {
            say(AskingOptions.table(comparison.costs()));
            throw e;
        }
        Iterable<List<Object>> rows = () -> choices.stream()
                .map(each -> List.<Object>of(
                        each.key(), classes.get(each.label()).label(), each.margin(), each.unsure(), each.candidates()))
                .iterator();
        TableFile.write(output.resolve(CHOICES), List.of("key", "label", "margin", "unsure", "candidates"), rows);
        print(comparison, items, choices, differing);
    }

    private void print(Comparison comparison, AnnotatedItems items, List<Comparison.Choice> choices, long differing) {
        long unsure = choices.stream().filter(Comparison.Choice::unsure).count();
        int unusable =
                comparison.judges().stream().mapToInt(PairJudge::unusable).sum();
        if (json) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("items", choices.size());
            figures.put("differing", differing);
            figures.put("unsure", unsure);
            figures.put("unusable", unusable);
            figures.put("language_models", comparison.costs());
            figures.put("output", output.toString());
            spec.commandLine().getOut().println(Json.line(figures));
            return;
        }
        spec.commandLine()
                .getOut()
                .println(AskingOptions.table(comparison.costs()) + System.lineSeparator()
                        + "Annotators differ on " + differing + " of " + choices.size() + " " + items.unit() + ". "
                        + (unsure == 0
                                ? "The comparison decides all of these"
                                : "The comparison cannot decide " + unsure + " of these: let people decide them")
                        + " (" + Plural.of(unusable, "answer", "answers") + " could not be used)."
                        + System.lineSeparator()
                        + "Wrote " + CHOICES + " to " + output + ".");
    }

    private void say(String line) {
        if (!line.isEmpty()) {
            spec.commandLine().getErr().println(line);
        }
    }
}
