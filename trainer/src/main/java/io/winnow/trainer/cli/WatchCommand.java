package io.winnow.trainer.cli;

import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.watch.WatchServer;
import io.winnow.trainer.watch.WatchedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow watch}. */
@Command(
        name = "watch",
        description =
                "Serves a page that follows the trainings in a folder: progress, curves, stages, logs and results, and"
                        + " a button that stops a training so that it can be resumed. Trainings do not depend on it."
                        + " Ctrl-C ends it.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 50;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "Folder with run directories, which may lie deeper in it, or a run directory. Default:"
                    + " ${DEFAULT-VALUE}")
    private Path directory = Path.of("runs");

    @Mixin
    private ListenOptions listen = new ListenOptions(8600);

    @Option(
            names = "--token",
            description =
                    "Token that opens the page, of at least 16 characters, which is needed at any address other than the"
                            + " default one. Other users of this machine can see it in"
                            + " the list of processes. Default: one is made and printed, if --host names another address")
    private String token;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int port = listen.port();
        if (!Files.isDirectory(InputPaths.require(directory))) {
            throw new UserException(directory + " is a file, but `winnow watch` needs a folder with run directories.");
        }
        try (WatchServer server = WatchServer.start(new WatchedRuns(directory), listen.host(), port, token)) {
            StopSignal stop = StopSignal.listening(Progress.silent());
            spec.commandLine()
                    .getOut()
                    .println("Watching " + directory + " at " + server.address() + ". Press Ctrl-C to end.");
            spec.commandLine().getOut().flush();
            while (true) {
                stop.check();
                Thread.sleep(POLL_MILLIS);
            }
        } catch (StoppedException e) {
            return 0;
        }
    }
}
