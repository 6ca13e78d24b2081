package io.winnow.trainer.sweep;

import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.FolderLock;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of a sweep. It is locked while a process writes to it. */
public final class SweepFolder implements AutoCloseable {
    /** Name of the record of the sweep. */
    public static final String RECORD = "sweep.json";

    private static final String PAGE = "report.html";
    private static final String CONFIGS = "configs";
    private static final String RUNS = "runs";
    private static final String LOGS = "logs";

    private final Path folder;
    private final FolderLock lock;

    private SweepFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder of a sweep, or creates it.
     *
     * @throws UserException if it has other files, or if another process is writing to it
     */
    public static SweepFolder open(Path folder) throws IOException {
        requireOurs(folder);
        Files.createDirectories(folder);
        return new SweepFolder(
                folder,
                FolderLock.take(
                        folder,
                        "Another process is running the sweep in " + folder
                                + ". Wait until it ends, or name another folder with --output."));
    }

    /**
     * Reads the record of a sweep without opening its folder.
     *
     * @throws UserException if the folder has other files
     */
    public static Optional<SweepRecord> read(Path folder) throws IOException {
        requireOurs(folder);
        Path file = folder.resolve(RECORD);
        return Files.exists(file) ? Optional.of(Json.read(file, SweepRecord.class)) : Optional.empty();
    }

    private static void requireOurs(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserException(folder + " is a file, but a sweep needs a folder. Choose another --output.");
        }
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve(RECORD))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> other = files.map(Path::getFileName)
                    .filter(name -> !name.toString().equals(FolderLock.FILE)
                            && !name.toString().equals("." + RECORD + ".tmp"))
                    .sorted()
                    .findFirst();
            if (other.isPresent()) {
                throw new UserException(folder + " exists already and is not the folder of a sweep: it has no " + RECORD
                        + ", but " + other.get() + ". Choose another --output.");
            }
        }
    }

    /** Returns what a sweep writes into a folder. */
    public static Stream<Path> written(Path folder) {
        return Stream.of(RECORD, PAGE, RUNS, LOGS, CONFIGS).map(folder::resolve);
    }

    /** The page on a sweep. */
    public static Path page(Path folder) {
        return folder.resolve(PAGE);
    }

    /** The folder of the run directories of a sweep. */
    public static Path runs(Path folder) {
        return folder.resolve(RUNS);
    }

    /** The folder of the run directories. */
    public Path runs() {
        return runs(folder);
    }

    /** The directory of a run. */
    Path run(String name) {
        return runs().resolve(name);
    }

    /** The file with the messages of a training. */
    Path log(String name) throws IOException {
        return Files.createDirectories(folder.resolve(LOGS)).resolve(name + ".txt");
    }

    /** The configuration of a run. */
    Path config(String name) {
        return folder.resolve(CONFIGS).resolve(name + ".yaml");
    }

    /**
     * Writes the configuration of a run, so that later changes of the user's file do not mix with it.
     *
     * @throws UserException if the run was planned with another one
     */
    void write(String name, Experiment experiment) throws IOException {
        Path file = config(name);
        String yaml = experiment.toYaml();
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            AtomicFiles.write(file, yaml);
        } else if (!Files.readString(file).equals(yaml)) {
            throw new UserException(
                    "The configuration has changed since the sweep in " + folder + " began: the one of " + name
                            + " was " + file
                            + ". Change it back to continue the sweep, or name another folder with --output.");
        }
    }

    void write(SweepRecord record) throws IOException {
        AtomicFiles.write(folder.resolve(RECORD), Json.page(record));
    }

    /**
     * Requires that no process is training a run, such as one that a killed sweep has left behind.
     *
     * @throws UserException if one is
     */
    void requireIdle(String name) throws IOException {
        if (Files.exists(run(name).resolve(FolderLock.FILE)) && FolderLock.isHeld(run(name))) {
            throw new UserException("Another process is still training " + run(name)
                    + ", which a sweep that was killed may have left behind. Wait until it ends, or end it, and"
                    + " call the sweep again.");
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
