package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.annotate.AnnotationFolder;
import io.winnow.trainer.audit.TaskAnswers;
import io.winnow.trainer.config.FilesInYaml;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.ItemIndex;
import io.winnow.trainer.sweep.SweepFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Refuses every command line that would write over what it reads, before the command begins. What is read is any file that an argument
 * names, and any file that a configuration or the configuration of a run names. So no command has to take care of it itself.
 */
final class InputGuard implements CommandLine.IExecutionStrategy {
    /** The options that name what is written, in all commands. */
    static final Set<String> OUTPUTS =
            Set.of("--output", "--html", "--contact-sheet", "--profile", "--instructions", "--annotators");

    /**
     * A kind of folders that are read by files of fixed names. Other folders, such as those of images, may have files of these names that are
     * nobody's input.
     *
     * @param marks files by which a folder is known to be of this kind: it has one of them
     * @param files files that are read, as far as they are there
     */
    private record Kind(List<String> marks, List<String> files) {
        Stream<Path> files(Path folder) {
            return exist(folder, marks).findAny().isPresent() ? exist(folder, files) : Stream.empty();
        }

        private static Stream<Path> exist(Path folder, List<String> names) {
            return names.stream().map(folder::resolve).filter(Files::exists);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    List.of(RunDirectory.MANIFEST, RunDirectory.DATA),
                    List.of(
                            RunDirectory.MANIFEST,
                            RunDirectory.CONFIG,
                            RunDirectory.DATA,
                            RunDirectory.EXAMPLES,
                            RunDirectory.METRICS,
                            RunDirectory.LOG,
                            RunDirectory.RESULT)),
            new Kind(
                    List.of(AnnotationFolder.DESCRIPTION, AnnotationFolder.PROBABILITIES),
                    List.of(
                            AnnotationFolder.DESCRIPTION,
                            AnnotationFolder.PROBABILITIES,
                            AnnotationFolder.ANNOTATIONS)),
            new Kind(List.of(TaskAnswers.GIVEN), List.of(TaskAnswers.GIVEN)),
            new Kind(List.of(SweepFolder.RECORD), List.of(SweepFolder.RECORD)),
            new Kind(List.of(ItemIndex.DESCRIPTION), List.of(ItemIndex.DESCRIPTION, ItemIndex.ITEMS)),
            new Kind(
                    List.of(ModelDescription.FILE, "config.json"),
                    List.of(
                            ModelDescription.FILE,
                            "config.json",
                            "tokenizer.json",
                            "model.safetensors",
                            "model.onnx")));

    /**
     * @param why how the command comes to read the path, as a part of a sentence
     * @param part whether it is a file of a folder of one of the {@link #KINDS}
     */
    private record Input(Path path, String why, boolean part) {}

    /** @param fixed whether the command has chosen the name, see {@link FolderWriter} */
    private record Output(Path path, String option, boolean fixed) {
        /** Whether writing this replaces an input; both exist. A file of a fixed name in a folder that is read is what the command wrote there before. */
        boolean replaces(Input input) throws IOException {
            if (fixed && input.part()) {
                return false;
            }
            try {
                return input.path().toRealPath().startsWith(path.toRealPath());
            } catch (NoSuchFileException e) {
                return false; // a pipe, such as /dev/fd/63 of the shell, is nowhere in the file system
            }
        }
    }

    @Override
    public int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        try {
            check(command.getCommand(), last);
        } catch (IOException | RuntimeException e) { // so that it is explained like an error of the command itself
            throw new ExecutionException(command, e.getMessage(), e);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static void check(Object command, ParseResult parsed) throws IOException {
        List<Output> outputs = outputs(command, parsed);
        if (outputs.isEmpty()) {
            return;
        }
        for (Input input : inputs(parsed)) {
            for (Output output : outputs) {
                if (output.replaces(input)) {
                    throw new UserException(
                            output.option() + " would write over " + input.path() + ", which this command reads: it is "
                                    + input.why() + ". Nothing is written, because it would be lost. Choose another "
                                    + output.option() + ".");
                }
            }
        }
    }

    private static List<Output> outputs(Object command, ParseResult parsed) {
        List<Output> outputs = new ArrayList<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            if (isOutput(option) && !(command instanceof FolderWriter && isFolder(option))) {
                paths(option)
                        .filter(path ->
                                isFolder(option) || !Files.isDirectory(path)) // which the command refuses itself
                        .forEach(path -> outputs.add(new Output(path, option.longestName(), false)));
            }
        }
        if (command instanceof FolderWriter writer) {
            writer.written().forEach(path -> outputs.add(new Output(path, "--output", true)));
        }
        outputs.removeIf(output -> !Files.exists(output.path()));
        return outputs;
    }

    static boolean isOutput(ArgSpec argument) {
        return argument instanceof OptionSpec option
                && Stream.of(option.names()).anyMatch(OUTPUTS::contains);
    }

    /** Whether an option for an output names a folder. */
    static boolean isFolder(OptionSpec output) {
        return !output.paramLabel().equals("FILE");
    }

    private static List<Input> inputs(ParseResult parsed) {
        List<Input> inputs = new ArrayList<>();
        for (ArgSpec argument : parsed.matchedArgs()) {
            if (!isOutput(argument)) {
                String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
                paths(argument)
                        .map(InputGuard::found)
                        .filter(Files::exists)
                        .forEach(path -> add(path, "given as " + name, inputs));
            }
        }
        return inputs;
    }

    /** Returns what can be a path among the values of an argument, where {@code KEY=PATH} and {@code KEY={file: PATH}} are some as well. */
    private static Stream<Path> paths(ArgSpec argument) {
        return argument.stringValues().stream()
                .flatMap(text -> {
                    String value = text.substring(text.indexOf('=') + 1);
                    return Stream.concat(
                            Stream.of(text, value), isNested(value) ? FilesInYaml.texts(value) : Stream.empty());
                })
                .distinct()
                .flatMap(text -> path(text).stream());
    }

    /** Returns where a path leads. For a pattern of file names: the folder of the files. */
    private static Path found(Path path) {
        Path found = DataPaths.find(path);
        boolean files = InputPaths.isPattern(found) && !Files.exists(found) && found.getParent() != null;
        return files ? found.getParent() : found;
    }

    private static boolean isNested(String value) {
        return value.startsWith("{") || value.startsWith("[");
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty(); // a value that is no path
        }
    }

    private static void add(Path path, String why, List<Input> inputs) {
        inputs.add(new Input(path, why, false));
        List<Path> directories = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));
        directories.addAll(DataRoot.ofEnvironment().roots());
        Path config = path;
        if (Files.isDirectory(path)) {
            KINDS.stream()
                    .flatMap(kind -> kind.files(path))
                    .forEach(file -> inputs.add(new Input(file, "a part of " + path, true)));
            config = path.resolve(RunDirectory.CONFIG);
            if (Files.exists(config)) { // or a data.json may be anything, of any size
                trainedIn(path).ifPresent(directories::add);
            }
        }
        if (Files.isRegularFile(config) && FilesInYaml.isYaml(config)) {
            String named = "named in " + config;
            FilesInYaml.files(config, directories).forEach(file -> inputs.add(new Input(file, named, false)));
        }
    }

    /** Returns the directory in which the training of a run was started, to which the paths of its configuration are relative. */
    private static Optional<Path> trainedIn(Path run) {
        try {
            return DataRecord.directory(run);
        } catch (IOException | UserException | InvalidPathException e) {
            return Optional.empty(); // who reads the run reports it
        }
    }
}
