package io.winnow.trainer.cli;

import io.winnow.WinnowException;
import io.winnow.datasets.DataException;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.run.DeviceMemoryException;
import io.winnow.trainer.run.Disk;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code winnow}: the command that holds all others. */
@Command(
        name = "winnow",
        description = "Trains deep learning models on data with missing, wrong or uncertain labels.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:The command succeeded.",
            "1:The run failed, or some of the inputs could not be used.",
            "2:The command line, the configuration or the data are invalid.",
            "75:The run was stopped on request. Continue it with --resume."
        },
        subcommands = {
            NewCommand.class,
            TrainCommand.class,
            SweepCommand.class,
            EvaluateCommand.class,
            EmbedCommand.class,
            ExportCommand.class,
            MergeCommand.class,
            PredictCommand.class,
            ClassifyCommand.class,
            ServeCommand.class,
            WatchCommand.class,
            AuditCommand.class,
            RelabelCommand.class,
            AnnotateCommand.class,
            AnnotationsCommand.class,
            TaxonomyCommand.class,
            LoopCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            RunsCommand.class,
            RunReportCommand.class,
            ConfigCommand.class,
            DataCommand.class,
            ModelCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
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

    /** Runs a command line in this process, and returns the exit code. */
    public static int execute(String... arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out), StandardOutput::isPipe);
        PrintWriter results =
                new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(out), StandardCharsets.UTF_8), true);
        int code = execute(results, err, arguments);
        if (!results.checkError()) {
            return code;
        }
        out.complaint().ifPresent(err::println);
        return code == 0 ? FAILED : code;
    }

    /** Runs a command line, prints its results to {@code out} and all other messages to {@code err}, and returns the exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Winnow());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // an input may have a name that begins with @
        line.setOut(out);
        line.setErr(err);
        line.setExecutionStrategy(new InputGuard());
        line.setParameterExceptionHandler((error, given) -> explain(error));
        line.setExecutionExceptionHandler((error, command, parsed) -> explain(error, command.getErr()));
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println(outOfMemory(e));
            return FAILED;
        }
    }

    /**
     * Explains a mistake on the command line. The help of a command may fill two screens, below which nobody would find the mistake, so it is
     * only named; what a command without a subcommand needs is the list of them.
     */
    private static int explain(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(error.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(error, err)) {
            if (command.getSubcommands().isEmpty()) {
                err.println("`" + command.getCommandSpec().qualifiedName() + " --help` explains the command.");
            } else {
                command.usage(err);
            }
        }
        return WRONG_INPUT;
    }

    /** Explains that Java's own memory is exhausted, which is limited to a part of the machine's memory. */
    static String outOfMemory(OutOfMemoryError error) {
        return "Java ran out of memory (" + error.getMessage() + "); it may use "
                + Runtime.getRuntime().maxMemory() / (1 << 20)
                + " MiB. Allow more with the environment variable WINNOW_JAVA_OPTS, for example"
                + " WINNOW_JAVA_OPTS=-Xmx12g, or use fewer inputs at once.";
    }

    private static int explain(Exception error, PrintWriter err) {
        if (error instanceof StoppedException) {
            err.println(error.getMessage());
            return STOPPED;
        } else if (error instanceof WinnowException
                || error instanceof UnreadableTableException
                || error instanceof DataException) {
            err.println(error.getMessage());
            return WRONG_INPUT;
        } else if (error instanceof BrokenOutputException) {
            return FAILED; // of standard output; execute(String...) prints a message if one is needed
        } else if (error instanceof FileSystemException file) {
            return explain(file, err);
        } else if (error instanceof InvalidPathException path) {
            err.println("'" + path.getInput() + "' is not a path: " + path.getReason() + ".");
            return WRONG_INPUT;
        } else if (error instanceof UncheckedIOException wrapped) {
            return explain(wrapped.getCause(), err);
        } else if (error instanceof LoadingException && error.getCause() instanceof Exception cause) {
            return explain(cause, err);
        } else if (error instanceof NonFiniteException
                || error instanceof DeviceMemoryException
                || error instanceof IOException) {
            err.println(error.getMessage() == null ? error.toString() : error.getMessage());
            return FAILED;
        }
        error.printStackTrace(err);
        return FAILED;
    }

    /** Explains a failed operation on a file. A wrong path is an error of the user; a full disk, for example, is not. */
    private static int explain(FileSystemException error, PrintWriter err) {
        String file = String.valueOf(error.getFile());
        if (error instanceof NoSuchFileException) {
            err.println(
                    error.getReason() == null
                            ? InputPaths.missing(Path.of(file))
                            : file + ": " + error.getReason() + ".");
            return WRONG_INPUT;
        } else if (error instanceof AccessDeniedException) {
            err.println("You have no permission to read or write " + file
                    + ". Change its permissions, or name another path.");
            return WRONG_INPUT;
        } else if (error instanceof NotDirectoryException
                || (error.getFile() != null && Disk.isBelowFile(Path.of(file)))) {
            err.println(file + " is used as a folder, but it, or a part of its path, is a file. Name another path.");
            return WRONG_INPUT;
        } else if ("Is a directory".equals(error.getReason())) { // in another language, the system's message says so
            err.println(file + " is a folder, but a file is needed here.");
            return WRONG_INPUT;
        } else if (error instanceof FileAlreadyExistsException) {
            err.println(file + " exists already and is not replaced. Name another path.");
            return WRONG_INPUT;
        } else if (error.getFile() != null && Disk.isReadOnly(error, Path.of(file))) {
            err.println(file + " cannot be written, because its file system is read-only. Name another path.");
            return WRONG_INPUT;
        }
        err.println(error.getMessage());
        return FAILED;
    }
}
