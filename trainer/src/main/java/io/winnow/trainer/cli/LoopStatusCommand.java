package io.winnow.trainer.cli;

import io.winnow.trainer.loop.LoopStatus;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop status}. */
@Command(
        name = "status",
        description = "Shows the answers, the accuracy after each round, and reasons to stop.",
        mixinStandardHelpOptions = true)
final class LoopStatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PROJECT", description = LoopCommand.PROJECT)
    private Path folder;

    @Option(names = "--json", description = "Prints the state as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LoopStatus status = LoopStatus.of(Project.open(folder));
        if (json) {
            spec.commandLine().getOut().println(Json.line(status));
        } else {
            status.lines().forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }
}
