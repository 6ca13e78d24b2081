package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of a run. It is locked while a process writes to it. */
public final class RunDirectory implements AutoCloseable {
    /** File that records the data of the run. */
    public static final String DATA = "data.json";

    /** File with some of the examples of the run. */
    public static final String EXAMPLES = "examples.safetensors";

    private static final String LOCK = ".lock";
    private static final String MANIFEST = "run.json";
    private static final String STAGES = "stages";

    /** Everything that a run directory may contain before a stage has produced a file. */
    private static final Set<String> BEGUN = Set.of(
            LOCK,
            MANIFEST,
            "config.yaml",
            DATA,
            "." + DATA + ".tmp",
            EXAMPLES,
            "." + EXAMPLES + ".tmp",
            ".config.yaml.tmp",
            ".run.json.tmp",
            "metrics.jsonl",
            "log.txt",
            "tensorboard");

    private final Path folder;
    private final FileChannel lockFile;

    private RunDirectory(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Creates the directory of a new run. The directory of a run that failed or was killed before a stage produced a file, for example
     * because data were missing, is reused.
     *
     * @throws UserException when the directory has another run or other files, or when another process is writing to it
     */
    public static RunDirectory create(Path folder) throws IOException {
        Optional<Path> made = made(folder);
        if (made.isPresent() && Files.exists(folder.resolve(MANIFEST))) {
            throw new UserException(
                    "The run " + folder + " exists already. Add --resume to continue it, or choose another --name or"
                            + " --run-dir for a new run.");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserException(
                    folder + " is a file, but a run needs a folder. Choose another --name or --run-dir.");
        }
        if (made.isPresent()) {
            throw new UserException(folder + " exists already and is not a run directory: it has no run.json, but "
                    + made.get() + ". Choose another --name or --run-dir.");
        }
        Files.createDirectories(folder);
        RunDirectory run = lock(folder);
        Files.deleteIfExists(run.manifest());
        run.forgetData();
        return run;
    }

    /** Returns the first path that shows that the directory is more than that of a run that has only begun. */
    private static Optional<Path> made(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Files.exists(folder) ? Optional.of(folder) : Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> !path.equals(folder))
                    .filter(path -> {
                        String top = folder.relativize(path).getName(0).toString();
                        return top.equals(STAGES) ? Files.isRegularFile(path) : !BEGUN.contains(top);
                    })
                    .map(folder::relativize)
                    .sorted()
                    .findFirst();
        }
    }

    /**
     * Opens a run to continue it.
     *
     * @throws UserException when the directory has no run, or when another process is writing to it
     */
    public static RunDirectory open(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
            throw new UserException(folder + " is not the directory of a run: it has no run.json.");
        }
        RunDirectory run = lock(folder);
        if (made(folder).isEmpty()) {
            run.forgetData();
        }
        return run;
    }

    /** Deletes the record of the data. Nothing depends on it yet, and the data may have been corrected since they made the run fail. */
    private void forgetData() throws IOException {
        Files.deleteIfExists(folder.resolve(DATA));
        Files.deleteIfExists(folder.resolve(EXAMPLES));
    }

    private static RunDirectory lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new UserException(
                    "Another process is writing to " + folder + ". Wait until it ends, or choose another --name.");
        }
        return new RunDirectory(folder, channel);
    }

    public Path folder() {
        return folder;
    }

    /** The configuration with all defaults and overrides applied. */
    public Path config() {
        return folder.resolve("config.yaml");
    }

    public Path manifest() {
        return folder.resolve(MANIFEST);
    }

    public Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    public Path log() {
        return folder.resolve("log.txt");
    }

    public Path result() {
        return folder.resolve("result.json");
    }

    public Path tensorBoard() {
        return folder.resolve("tensorboard");
    }

    /** The folder in which a stage keeps its artifacts. */
    public Path stage(String label) {
        return folder.resolve(STAGES).resolve(label);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
