package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** The folder of a run, locked while a process writes to it. */
public final class RunDirectory implements AutoCloseable {
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
        if (Files.exists(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (!Files.isDirectory(folder) || content.findAny().isPresent()) {
                    throw new UserException(
                            folder + " is there already. To go on with it, add --resume; for a new run, choose"
                                    + " another --name or --run-dir.");
                }
            }
        }
        Files.createDirectories(folder);
        return lock(folder);
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
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
