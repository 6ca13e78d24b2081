package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.audit.TaskAnswers;
import io.winnow.trainer.labelling.ToolAnswers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow audit answers}. */
@Command(
        name = "answers",
        description = {
            "Turns the answers to the tasks of an audit (`winnow audit RUN --tasks`) into corrections, which `winnow"
                    + " audit apply` takes.",
            "Examples on which people disagree are left out. The exit code is 1 if there are any, or if there are"
                    + " answers that no correction can express, such as those that belong to no task. Answers without an"
                    + " annotator count as those of one person for each file."
        },
        mixinStandardHelpOptions = true)
final class AnswersCommand implements Callable<Integer> {
    /** The number of sentences that are shown of each kind. */
    private static final int SHOWN = 10;

    @Parameters(
            index = "0",
            paramLabel = "TASKS",
            description = "Folder with the tasks, such as runs/NAME/audit/tasks.")
    private Path tasks;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Files with answers: CSV files, and exports of Label Studio (JSON, JSON-MIN or CSV) and CVAT (CVAT"
                            + " for images 1.1).")
    private List<Path> files;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write the corrections to.")
    private Path output;

    @Mixin
    private ToolFileOptions reading;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        reading.check();
        Outputs.requireFile("--output", output, force);
        TaskAnswers answers = TaskAnswers.of(tasks);
        int unanswered = 0;
        PrintWriter err = spec.commandLine().getErr();
        for (Path file : files) {
            ToolAnswers read = reading.read(file, answers.several());
            read.notes().forEach(err::println);
            answers.add(file, read.answers());
            unanswered += read.unanswered();
        }
        TaskAnswers.Outcome outcome = answers.write(output);
        List<String> problems = Stream.concat(outcome.contradicted().stream(), outcome.refused().stream())
                .toList();
        problems.stream().limit(SHOWN).forEach(err::println);
        if (problems.size() > SHOWN) {
            err.println("There are " + (problems.size() - SHOWN) + " more of these.");
        }
        spec.commandLine()
                .getOut()
                .println(output + ": " + Plural.of(outcome.changed(), "labels") + " changed, "
                        + outcome.confirmed() + " confirmed, " + outcome.undecided() + " undecided, "
                        + outcome.contradicted().size() + " contradicted; " + Plural.of(unanswered, "tasks")
                        + " without an answer.");
        return problems.isEmpty() ? 0 : Winnow.FAILED;
    }
}
