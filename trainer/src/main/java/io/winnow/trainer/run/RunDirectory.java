package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder of a run, locked while a process writes to it. */
public final class RunDirectory implements AutoCloseable {
    private static final String LOCK = ".lock";
    /** All that a run may have before its run.json. */
    private static final Set<String> BEGUN =
            Set.of(LOCK, "config.yaml", ".config.yaml.tmp", ".run.json.tmp", "metrics.jsonl", "log.txt", "tensorboard");

    private final Path folder;
    private final FileChannel lockFile;

    private RunDirectory(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder of a new run.
     *
     * @throws UserException when there is a run already
     */
    public static RunDirectory create(Path folder) throws IOException {
        boolean taken = Files.isDirectory(folder) ? !content(folder).isEmpty() : Files.exists(folder);
        if (taken) {
            throw new UserException(folder + " is there already. To go on with it, add --resume; for a new run, choose"
                    + " another --name or --run-dir.");
        }
        Files.createDirectories(folder);
        return lock(folder);
    }

    /**
     * Makes the folder of a new run, also where a process was killed before the run that it began there had its run.json.
     *
     * @throws UserException when the folder has anything else in it, or another process is at work on it
     */
    public static RunDirectory beginAgain(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return create(folder);
        }
        for (String name : content(folder)) {
            if (!BEGUN.contains(name)) {
                throw new UserException(folder + " holds no run to go on with (no run.json), and " + name
                        + " is in it. Choose another --name or --run-dir.");
            }
        }
        return lock(folder);
    }

    private static List<String> content(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /**
     * Opens a run to go on with it.
     *
     * @throws UserException when there is none, or another process is at work on it
     */
    public static RunDirectory open(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve("run.json"))) {
            throw new UserException(folder + " holds no run (no run.json).");
        }
        return lock(folder);
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
            throw new UserException("Another process is writing to " + folder + ".");
        }
        return new RunDirectory(folder, channel);
    }

    public Path folder() {
        return folder;
    }

    /** The configuration, fully resolved. */
    public Path config() {
        return folder.resolve("config.yaml");
    }

    public Path manifest() {
        return folder.resolve("run.json");
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

    /** Where a stage keeps its artifacts. */
    public Path stage(String label) {
        return folder.resolve("stages").resolve(label);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
