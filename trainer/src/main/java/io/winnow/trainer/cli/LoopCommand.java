package io.winnow.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code winnow loop}. */
@Command(
        name = "loop",
        description =
                "Chooses what to label next, exchanges files with labelling tools, and trains on the answers, round by round.",
        subcommands = {
            LoopInitCommand.class,
            LoopSelectCommand.class,
            LoopChooseCommand.class,
            LoopImportCommand.class,
            LoopTrainCommand.class,
            LoopStatusCommand.class,
            LoopRunCommand.class
        },
        mixinStandardHelpOptions = true)
final class LoopCommand implements Runnable {
    /** Describes the argument that names a project in the help of a command. */
    static final String PROJECT = "Folder of a project that `winnow loop init` created.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing command: init, select, choose, import, train, status or run.");
    }
}
