package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.UnavailableDataException;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.run.DeviceMemoryException;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code winnow}. */
@Command(
        name = "winnow",
        description = "Trains deep models for people whose labels are imperfect.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the run failed",
            "2:the input is wrong",
            "75:stopped on request; goes on with --resume"
        },
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            EmbedCommand.class,
            ExportCommand.class,
            PredictCommand.class,
            AuditCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            RunsCommand.class,
            ConfigCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Winnow implements Runnable {
    static final int FAILED = 1;
    static final int WRONG_INPUT = 2;
    static final int STOPPED = 75;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command.");
    }

    public static void main(String[] arguments) {
        int code = execute(arguments);
        StopSignal.finished(code);
        System.exit(code);
    }

    /** Runs a command line in this process; returns the exit code. */
    public static int execute(String... arguments) {
        return execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments);
    }

    /** Runs a command line whose results and messages go to the given writers. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Winnow());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((error, command, parsed) -> explain(error, command.getErr()));
        return line.execute(arguments);
    }

    private static int explain(Exception error, PrintWriter err) {
        if (error instanceof StoppedException) {
            err.println(error.getMessage());
            return STOPPED;
        } else if (error instanceof UserException
                || error instanceof ConfigException
                || error instanceof UnreadableTableException
                || error instanceof UnavailableDataException) {
            err.println(error.getMessage());
            return WRONG_INPUT;
        } else if (error instanceof NoSuchFileException missing) {
            err.println("There is no file " + missing.getFile() + ".");
            return WRONG_INPUT;
        } else if (error instanceof UncheckedIOException wrapped) {
            return explain(wrapped.getCause(), err);
        } else if (error instanceof NonFiniteException
                || error instanceof DeviceMemoryException
                || error instanceof IOException) {
            err.println(error.getMessage());
            return FAILED;
        } else if (error instanceof LoadingException) {
            err.println(
                    error.getCause() == null
                            ? error.getMessage()
                            : error.getCause().getMessage());
            return FAILED;
        }
        error.printStackTrace(err);
        return FAILED;
    }
}
