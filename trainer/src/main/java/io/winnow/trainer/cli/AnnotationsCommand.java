package io.winnow.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code winnow annotations}. */
@Command(
        name = "annotations",
        description =
                "Judges given labels by those of annotators, decides between the labels of annotators, and compares their errors between groups"
                        + " of items.",
        subcommands = {JudgeCommand.class, CompareCommand.class, BiasCommand.class, SwapCommand.class},
        mixinStandardHelpOptions = true)
final class AnnotationsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
