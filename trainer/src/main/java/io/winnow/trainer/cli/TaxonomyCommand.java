package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.taxonomy.TaxonomyRounds;
import io.winnow.trainer.taxonomy.TaxonomyTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
final class TaxonomyCommand implements Callable<Integer> {
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
    public Integer call() throws IOException {
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
                propose(new TaxonomyRounds(read, client, asked.stop()), client, items, progress);
            }
        }
        return 0;
    }

    private void propose(TaxonomyRounds rounds, ChatClient client, AnnotatedItems items, ConsoleProgress progress)
            throws IOException {
        if (asking.dryRun()) {
            spec.commandLine()
                    .getOut()
                    .println(AskingOptions.preview(
                            rounds.firstQuestions(items, SHOWN_QUESTIONS), rounds.leastQuestions(items.size())));
            return;
        }
        asking.agree(
                "Up to " + items.size() + " " + items.unit(),
                List.of(client.endpoint()),
                spec.commandLine().getErr());
        List<TaxonomyRounds.Version> versions;
        try {
            versions = rounds.propose(items, progress);
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
