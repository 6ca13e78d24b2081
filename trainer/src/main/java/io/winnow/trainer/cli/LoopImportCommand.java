package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.labelling.ToolAnswers;
import io.winnow.trainer.loop.AnswerImport;
import io.winnow.trainer.loop.Project;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop import}. */
@Command(
        name = "import",
        description = {
            "Reads answers from CSV files, and from exports of Label Studio (JSON, JSON-MIN or CSV) and CVAT (CVAT for"
                    + " images 1.1); boxes also from COCO.",
            "Reading a file a second time changes nothing. The exit code is 1 if some answers were refused."
        },
        mixinStandardHelpOptions = true)
final class LoopImportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PROJECT", description = LoopCommand.PROJECT)
    private Path folder;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Files with answers.")
    private List<Path> files;

    @Mixin
    private ToolFileOptions reading;

    @Option(
            names = "--annotator",
            paramLabel = "NAME",
            description = "Name of the annotator, if the file does not say who answered. Default: "
                    + AnswerImport.UNNAMED + ". For items that two people label, there is no default")
    private Optional<String> annotator = Optional.empty();

    @Option(
            names = "--add-classes",
            description = "Adds the new classes of the answers to the project. Its loop.yaml must have `open: true`.")
    private boolean addClasses;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Project project = Project.open(folder);
        reading.check();
        boolean refused = false;
        for (Path file : files) {
            ToolAnswers read = reading.read(file, project.config().several());
            AnswerImport.Outcome outcome =
                    new AnswerImport(project, Clock.systemUTC()).add(read, file, annotator, addClasses);
            report(file, read, outcome);
            refused |= !outcome.refused().isEmpty();
        }
        return refused ? Winnow.FAILED : 0;
    }

    private void report(Path file, ToolAnswers read, AnswerImport.Outcome outcome) {
        PrintWriter err = spec.commandLine().getErr();
        read.notes().forEach(err::println);
        if (!outcome.newClasses().isEmpty()) {
            err.println("New classes: " + String.join(", ", outcome.newClasses()) + ".");
        }
        if (outcome.older() > 0) {
            err.println("Left out " + Plural.of(outcome.older(), "answers")
                    + ", because the same annotator gave a newer one for the same item.");
        }
        show(outcome.changed(), "changed answers", err);
        show(outcome.refused(), "refused answers", err);
        spec.commandLine()
                .getOut()
                .println(file + ": " + Plural.of(outcome.added(), "new answers") + ", "
                        + outcome.changed().size() + " changed, " + outcome.same() + " known already, "
                        + outcome.refused().size() + " refused, " + Plural.of(read.unanswered(), "item", "items")
                        + " without an answer.");
    }

    private static void show(List<String> sentences, String what, PrintWriter err) {
        sentences.stream().limit(AnswerImport.SHOWN).forEach(err::println);
        if (sentences.size() > AnswerImport.SHOWN) {
            err.println((sentences.size() - AnswerImport.SHOWN) + " further " + what + ".");
        }
    }
}
