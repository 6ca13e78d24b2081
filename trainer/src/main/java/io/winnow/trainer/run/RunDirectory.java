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

/** The folder of a run, locked while a process writes to it. */
public final class RunDirectory implements AutoCloseable {
    /** What its data were. */
    public static final String DATA = "data.json";

    /** Some of its examples. */
    public static final String EXAMPLES = "examples.safetensors";

    private static final String LOCK = ".lock";
    private static final String MANIFEST = "run.json";
    private static final String STAGES = "stages";
    /** All that a run may have before a stage has made something. */
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
     * Makes the folder of a new run, also where another one failed or was killed before it had made anything: for want of data, say.
     *
     * @throws UserException when there is a run already, or anything else, or another process is at work on it
     */
    public static RunDirectory create(Path folder) throws IOException {
        Optional<Path> made = made(folder);
        if (made.isPresent() && Files.exists(folder.resolve(MANIFEST))) {
            throw new UserException(folder + " is there already. To go on with it, add --resume; for a new run, choose"
                    + " another --name or --run-dir.");
        }
        if (made.isPresent()) {
            throw new UserException(folder + " is there already and no run (no run.json): it has " + made.get()
                    + ". Choose another --name or --run-dir.");
        }
        Files.createDirectories(folder);
        RunDirectory run = lock(folder);
        Files.deleteIfExists(run.manifest());
        run.forgetData();
        return run;
    }

    /** The first thing there that is not of a run which only began. */
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
     * Opens a run to go on with it.
     *
     * @throws UserException when there is none, or another process is at work on it
     */
    public static RunDirectory open(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
            throw new UserException(folder + " holds no run (no run.json).");
        }
        RunDirectory run = lock(folder);
        if (made(folder).isEmpty()) {
            run.forgetData();
        }
        return run;
    }

    /** Nothing depends on the data yet: they may have been the reason why the run failed, and have been mended since. */
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

    /** Where a stage keeps its artifacts. */
    public Path stage(String label) {
        return folder.resolve(STAGES).resolve(label);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
