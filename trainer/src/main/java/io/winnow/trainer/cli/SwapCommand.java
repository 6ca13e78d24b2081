package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.AnnotationTask;
import io.winnow.trainer.annotate.GroupTerms;
import io.winnow.trainer.annotate.SwapReport;
import io.winnow.trainer.annotate.Team;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow annotations swap}. */
@Command(
        name = "swap",
        description =
                "Lets annotators label texts again in which the words for one group of people are replaced by those for another, and counts"
                        + " the labels that change. It needs no right labels.",
        mixinStandardHelpOptions = true)
final class SwapCommand implements Callable<Integer>, FolderWriter {
    private static final int SHOWN_QUESTIONS = 3;
    private static final int SHOWN_TRANSITIONS = 3;

    @Parameters(paramLabel = "DATA", description = "The texts, in any form that `winnow annotate` reads.")
    private String data;

    @Option(
            names = "--terms",
            paramLabel = "FILE",
            required = true,
            description =
                    "File with the columns group and term. A word is replaced by the word in the same place of the other group's list.")
    private Path terms;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            required = true,
            description =
                    "Task file (.yaml), as for `winnow annotate`. Annotators of the kind model are not supported here.")
    private Path task;

    @Mixin
    private SetOption set;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder to write annotations.csv and probabilities.jsonl of all texts, and answers.jsonl to. If it has answers already,"
                            + " the command continues.")
    private Path output;

    @Mixin
    private AskingOptions asking;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return new AnnotationFolder(output).written();
    }

    @Override
    public Integer call() throws IOException {
        AnnotationTask read = AnnotationTask.read(task, set.assignments());
        GroupTerms words = GroupTerms.read(terms);
        AnnotationFolder folder = new AnnotationFolder(output);
        Outputs.requireFolder(output);
        folder.requireOurs();
        try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"));
                NDManager manager = NDManager.newBaseManager();
                AnnotatedItems items = AnnotatedItems.open(
                        data, read.items(), new Catalog(DataRoot.ofEnvironment()), manager, this::say)) {
            List<ClassInfo> classes = read.classes(items.classNames());
            List<SwapReport.Pair> pairs = new ArrayList<>();
            AnnotatedItems both = both(items, words, read, pairs);
            boolean keeps = !asking.dryRun() && read.asksLanguageModels();
            try (AskingSession asked =
                    AskingSession.open(keeps ? Optional.of(folder.answers()) : Optional.empty(), progress)) {
                Team team = Team.of(
                        read,
                        classes,
                        asked.answers(),
                        asking.mode(),
                        (config, labels) -> {
                            throw new UserException("The annotator " + config.shownName()
                                    + " is a trained model, which reads its texts from files and cannot label changed ones. Remove"
                                    + " it from the task.");
                        },
                        asked.stop());
                label(team, both, pairs, folder, progress);
            }
        }
        return 0;
    }

    /** Returns the texts that have words of a group, as they are and changed. */
    private AnnotatedItems both(
            AnnotatedItems items, GroupTerms words, AnnotationTask read, List<SwapReport.Pair> pairs)
            throws IOException {
        List<String> keys = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String text = items.text(i)
                    .orElseThrow(() -> new UserException(
                            "Words can be replaced in texts only, but " + data + " has " + items.unit() + "."));
            List<GroupTerms.Swap> swaps = words.swaps(text);
            int original = keys.size();
            if (!swaps.isEmpty()) {
                keys.add(items.key(i));
                texts.add(text);
            }
            for (GroupTerms.Swap swap : swaps) {
                pairs.add(new SwapReport.Pair(swap, original, keys.size()));
                keys.add(items.key(i) + " " + swap.from() + " -> " + swap.to());
                texts.add(swap.text());
            }
        }
        if (pairs.isEmpty()) {
            throw new UserException("None of the " + items.size() + " texts of " + data + " has a word of " + terms
                    + ". Add the words that the texts use.");
        }
        return AnnotatedItems.of(data, keys, texts, read.items());
    }

    private void label(
            Team team,
            AnnotatedItems items,
            List<SwapReport.Pair> pairs,
            AnnotationFolder folder,
            ConsoleProgress progress)
            throws IOException {
        if (asking.dryRun()) {
            spec.commandLine()
                    .getOut()
                    .println(AskingOptions.preview(
                            team.firstQuestions(items, SHOWN_QUESTIONS), team.questions(items.size())));
            return;
        }
        asking.agree(
                items.size() + " texts",
                team.clients().values().stream().map(ChatClient::endpoint).toList(),
                spec.commandLine().getErr());
        AnnotationOutcome outcome;
        try {
            outcome = team.annotate(items, progress);
        } catch (StoppedException e) {
            say(AskingOptions.table(team.costs()));
            throw e;
        }
        folder.describe(
                team.description(data, outcome), team.task().asksLanguageModels() ? team.templates() : List.of());
        folder.write(outcome);
        List<SwapReport> reports = SwapReport.of(outcome, pairs);
        spec.commandLine().getOut().println(json ? Json.line(reports) : text(reports, team));
    }

    private String text(List<SwapReport> reports, Team team) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("annotator", "from", "to", "texts", "labels that change", "most frequent changes"));
        for (SwapReport each : reports) {
            cells.add(List.of(
                    each.annotator(),
                    each.from(),
                    each.to(),
                    each.changed() == null
                            ? "0"
                            : Integer.toString(each.changed().size()),
                    each.changed() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f%% (%.1f to %.1f)",
                                    100 * each.changed().share(),
                                    100 * each.changed().low(),
                                    100 * each.changed().high()),
                    String.join(
                            ", ",
                            each.transitions().stream()
                                    .limit(SHOWN_TRANSITIONS)
                                    .map(one -> one.before() + " -> " + one.after() + " " + one.count())
                                    .toList())));
        }
        String costs = AskingOptions.table(team.costs());
        return ResultTable.align(cells) + System.lineSeparator()
                + (costs.isEmpty() ? "" : costs + System.lineSeparator())
                + "Wrote the labels of all texts to " + output + ".";
    }

    private void say(String line) {
        if (!line.isEmpty()) {
            spec.commandLine().getErr().println(line);
        }
    }
}
