package io.winnow.trainer.cli;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.audit.CheckSheet;
import io.winnow.trainer.audit.CheckedAnswers;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The options with which {@code winnow audit} has a person check random examples. */
final class CheckOptions {
    @Option(
            names = "--check",
            paramLabel = "N",
            description =
                    "Draws N examples at random for you to check, and writes them to check.csv and check.html in the output"
                            + " folder. Fill in the column answer, and then give the file to --checked.")
    private Optional<Integer> check = Optional.empty();

    @Option(
            names = "--checked",
            paramLabel = "FILE",
            description = "File of --check with your answers. They give the share of wrong labels with an interval, and"
                    + " calibrate the probabilities of a list of labels of one class each. The file is only read.")
    private Optional<Path> checked = Optional.empty();

    /**
     * Requires that the options suit each other, and that no answers would be replaced.
     *
     * @param target folder for the output
     */
    void requireValid(Path target) {
        if (check.isPresent() && check.get() < 1) {
            throw new UserException(
                    "--check must be at least 1, the number of examples to check; found " + check.get() + ".");
        }
        if (check.isPresent() && checked.isPresent()) {
            throw new UserException(
                    "--check draws examples, and --checked reads the answers. Use one of them at a time.");
        }
        if (check.isPresent()) {
            CheckSheet.requireNone(target);
        }
    }

    /**
     * Reads the answers.
     *
     * @param labels labels of the training examples in use
     * @return empty if there are none
     */
    Optional<CheckedAnswers> answers(LabelledExamples data, Labels labels, Consumer<String> say) throws IOException {
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        List<String> keys =
                IntStream.of(data.trainExamples()).mapToObj(data.train()::key).toList();
        CheckedAnswers answers = CheckedAnswers.read(checked.get(), keys, labels);
        say.accept(answers.summary(labels instanceof ClassLabels));
        return Optional.of(answers);
    }

    /**
     * Draws examples, if this was requested.
     *
     * @param part which examples are audited: training or test
     * @param audited what is audited, as the arguments of the command say it
     * @param target folder for the output
     */
    void draw(
            LabelledExamples data,
            Labels labels,
            String part,
            String audited,
            Path target,
            long seed,
            Consumer<String> say)
            throws IOException {
        if (check.isPresent()) {
            int drawn = CheckSheet.write(data, labels, check.get(), seed, target);
            if (drawn < check.get()) {
                say.accept("Note: --check asks for " + check.get() + ", but the " + part + " data have only " + drawn
                        + " " + data.unit() + " with a label. All of them are in the list.");
            }
            say.accept("Wrote " + drawn + " random " + data.unit() + " to " + target.resolve(CheckSheet.FILE)
                    + ". Either open " + target.resolve(CheckSheet.PAGE)
                    + " in a browser and save your answers, which downloads another "
                    + CheckSheet.FILE
                    + "; or fill in the column answer of the file: the right label, right, wrong, or ? if you"
                    + " cannot tell. Then run: winnow audit " + audited
                    + " --checked FILE, with the file that has your answers.");
        }
    }
}
