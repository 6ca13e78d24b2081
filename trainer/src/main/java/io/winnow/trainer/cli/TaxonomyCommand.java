package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.taxonomy.TaxonomyClusters;
import io.winnow.trainer.taxonomy.TaxonomyRounds;
import io.winnow.trainer.taxonomy.TaxonomyTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow taxonomy}. */
@Command(
        name = "taxonomy",
        description =
                "Lets a language model propose labels for texts that have none, in rounds. `winnow annotate` then labels texts with them.",
        mixinStandardHelpOptions = true)
final class TaxonomyCommand implements Callable<Integer>, FolderWriter {
    private static final int SHOWN_QUESTIONS = 3;

    @Parameters(paramLabel = "DATA", description = "The texts or images, in any form that `winnow annotate` reads.")
    private String data;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            required = true,
            description =
                    "Task file (.yaml) that says what the labels are for, and which language model proposes them.")
    private Path task;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description =
                    "Baseline: instead of proposing labels in rounds, clusters the texts by k-means on the vectors of"
                            + " all-MiniLM-L6-v2 into N clusters, at least 2, and asks for a name of each, with one question"
                            + " that shows its 10 central texts.")
    private Optional<Integer> clusters = Optional.empty();

    @Mixin
    private SetOption set;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder to write labels.jsonl, answers.jsonl and all versions of the labels to. If it has answers already, the command"
                            + " continues.")
    private Path output;

    @Mixin
    private AskingOptions asking;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return new TaxonomyFolder(output).written();
    }

    @Override
    public Integer call() throws IOException {
        if (clusters.isPresent() && clusters.get() < 2) {
            throw new UserException("--clusters must be at least 2; found " + clusters.get() + ".");
        }
        TaxonomyTask read = TaxonomyTask.read(task, set.assignments());
        Outputs.requireFolder(output);
        Path answerFile = output.resolve(AnnotationFolder.ANSWERS);
        new TaxonomyFolder(output).requireUnedited();
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"));
                NDManager manager = NDManager.newBaseManager();
                AnnotatedItems items = AnnotatedItems.open(data, read.items(), catalog, manager, this::say)) {
            try (AskingSession asked =
                    AskingSession.open(asking.dryRun() ? Optional.empty() : Optional.of(answerFile), progress)) {
                ChatClient client =
                        ChatClient.of(read.endpoint(), asked.answers(), asking.mode(), System.getenv(), asked.stop());
                if (clusters.isPresent()) {
                    TaxonomyClusters baseline = new TaxonomyClusters(read, clusters.get(), client, asked.stop());
                    List<ChatRequest> questions = asking.dryRun() ? baseline.questions(items, manager) : List.of();
                    propose(
                            () -> baseline.propose(items, manager, progress),
                            questions.subList(0, Math.min(SHOWN_QUESTIONS, questions.size())),
                            questions.size(),
                            client,
                            items);
                } else {
                    TaxonomyRounds rounds = new TaxonomyRounds(read, client, asked.stop());
                    propose(
                            () -> rounds.propose(items, progress),
                            asking.dryRun() ? rounds.firstQuestions(items, SHOWN_QUESTIONS) : List.of(),
                            rounds.leastQuestions(items.size()),
                            client,
                            items);
                }
            }
        }
        return 0;
    }

    /** Proposes labels. */
    @FunctionalInterface
    private interface Proposal {
        List<TaxonomyRounds.Version> make() throws IOException;
    }

    /**
     * @param first the first questions, for a dry run
     * @param least the least number of questions
     */
    private void propose(
            Proposal proposal, List<ChatRequest> first, long least, ChatClient client, AnnotatedItems items)
            throws IOException {
        if (asking.dryRun()) {
            spec.commandLine().getOut().println(AskingOptions.preview(first, least));
            return;
        }
        asking.agree(
                "Up to " + items.size() + " " + items.unit(),
                List.of(client.endpoint()),
                spec.commandLine().getErr());
        List<TaxonomyRounds.Version> versions;
        try {
            versions = proposal.make();
        } catch (StoppedException e) {
            say(AskingOptions.table(List.of(client.costs())));
            throw e;
        }
        new TaxonomyFolder(output).write(versions);
        if (json) {
            spec.commandLine().getOut().println(Json.line(versions.get(versions.size() - 1)));
            return;
        }
        spec.commandLine()
                .getOut()
                .println(String.join(
                                System.lineSeparator(),
                                TaxonomyFolder.withOther(versions.get(versions.size() - 1)
                                                .taxonomy())
                                        .stream()
                                        .map(each -> each.label() + ": " + each.description())
                                        .toList())
                        + System.lineSeparator() + AskingOptions.table(List.of(client.costs()))
                        + System.lineSeparator()
                        + "Wrote " + TaxonomyFolder.LABELS + " and " + versions.size() + " versions to " + output
                        + ". Read the labels before you use them as labels_file of a task of `winnow annotate`.");
    }

    private void say(String line) {
        if (!line.isEmpty()) {
            spec.commandLine().getErr().println(line);
        }
    }
}
