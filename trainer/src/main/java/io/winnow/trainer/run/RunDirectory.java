package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of a run. It is locked while a process writes to it. */
public final class RunDirectory implements AutoCloseable {
    /** File that records the data of the run. */
    public static final String DATA = "data.json";

    /** File with some of the examples of the run. */
    public static final String EXAMPLES = "examples.safetensors";

    /** File with the status and the origin of the run. */
    public static final String MANIFEST = "run.json";

    /** File with the configuration. */
    public static final String CONFIG = "config.yaml";

    /** File with all metrics. */
    public static final String METRICS = "metrics.jsonl";

    /** File with the log. */
    public static final String LOG = "log.txt";

    /** File with the results. */
    public static final String RESULT = "result.json";

    /** File that says how far a training has come, see {@link ProgressFile}. */
    public static final String PROGRESS = "progress.json";

    private static final String MLFLOW = "mlflow.json";

    /** Folder with a folder for each stage. */
    public static final String STAGES = "stages";

    /** File in the folder of a stage with its results, which exists once the stage is complete. */
    public static final String STAGE_SUMMARY = "stage.json";

    /** File that asks the training to stop as soon as it exists. */
    private static final String STOP = ".stop";

    /** Everything that a run directory may contain before a stage has produced a file. */
    private static final Set<String> BEGUN = Set.of(
            FolderLock.FILE,
            MANIFEST,
            CONFIG,
            STOP,
            PROGRESS,
            "." + PROGRESS + ".tmp",
            MLFLOW,
            "." + MLFLOW + ".tmp",
            DATA,
            "." + DATA + ".tmp",
            EXAMPLES,
            "." + EXAMPLES + ".tmp",
            ".config.yaml.tmp",
            ".run.json.tmp",
            METRICS,
            LOG,
            "tensorboard");

    private final Path folder;
    private final FolderLock lock;
    /** Whether the directory did not exist before. */
    private final boolean created;

    private boolean forgotten;

    private RunDirectory(Path folder, FolderLock lock, boolean created) {
        this.folder = folder;
        this.lock = lock;
        this.created = created;
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
        boolean created = !Files.exists(folder);
        Files.createDirectories(folder);
        RunDirectory run = lock(folder, created);
        Files.deleteIfExists(run.manifest());
        Files.deleteIfExists(run.mlflow());
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
        RunDirectory run = lock(folder, false);
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

    private static RunDirectory lock(Path folder, boolean created) throws IOException {
        FolderLock lock = FolderLock.take(
                folder, "Another process is writing to " + folder + ". Wait until it ends, or choose another --name.");
        try {
            Files.deleteIfExists(folder.resolve(STOP)); // both are of the training before
            Files.deleteIfExists(folder.resolve(PROGRESS));
            return new RunDirectory(folder, lock, created);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Asks the training that writes to a directory to stop: it saves its state as after Ctrl-C, and can be resumed. */
    public static void requestStop(Path folder) throws IOException {
        try {
            Files.createFile(folder.resolve(STOP));
        } catch (FileAlreadyExistsException e) {
            // It has been asked before.
        }
    }

    /** Whether the training that writes to a directory has been asked to stop. */
    public static boolean isStopRequested(Path folder) {
        return Files.exists(folder.resolve(STOP));
    }

    public Path folder() {
        return folder;
    }

    /** The configuration with all defaults and overrides applied. */
    public Path config() {
        return folder.resolve(CONFIG);
    }

    public Path manifest() {
        return folder.resolve(MANIFEST);
    }

    public Path metrics() {
        return folder.resolve(METRICS);
    }

    public Path log() {
        return folder.resolve(LOG);
    }

    public Path result() {
        return folder.resolve(RESULT);
    }

    /** The file that says how far the training has come. */
    public Path progress() {
        return folder.resolve(PROGRESS);
    }

    /** The file with the run on an MLflow server, if there is one. */
    public Path mlflow() {
        return folder.resolve(MLFLOW);
    }

    public Path tensorBoard() {
        return folder.resolve("tensorboard");
    }

    /** The folder in which a stage keeps its artifacts. */
    public Path stage(String label) {
        return folder.resolve(STAGES).resolve(label);
    }

    /** Lets {@link #close} delete the directory of a run that cannot begin, unless it existed before or has files of a stage. */
    public void forget() throws IOException {
        forgotten = created && made(folder).isEmpty();
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (forgotten) {
                AtomicFiles.delete(folder);
                return;
            }
            Files.deleteIfExists(folder.resolve(STOP)); // which may have come too late
        } catch (FileSystemException e) {
            // The training does not depend on it, and the next one deletes it.
        }
    }
}
