package io.winnow.trainer.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Progress that is also written to {@code progress.json}, so that other programs can follow a run: whenever a stage or a task begins or ends, and
 * at most once a second while a task advances. The file is a {@link State}.
 */
public final class ProgressFile implements Progress {
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Progress shown;
    private final Path file;
    private final List<Followed> tasks = new ArrayList<>();
    private List<String> stages = List.of();
    private String stage;
    private long lastWritten;
    private boolean failed;

    /**
     * How far a run has come.
     *
     * @param stages labels of all stages, in order
     * @param stage label of the stage that is under way; null before the first
     * @param tasks tasks that are under way, the innermost last
     * @param time when this was written, in seconds since 1970
     */
    public record State(List<String> stages, String stage, List<TaskState> tasks, double time) {}

    /**
     * How far a task has come.
     *
     * @param unit unit of the counts, such as {@code steps}
     * @param first count that an earlier session had reached
     * @param done count that has been reached
     * @param total count at which the task is complete
     * @param seconds duration in this session
     * @param note further information, such as the loss
     */
    public record TaskState(String name, String unit, long first, long done, long total, double seconds, String note) {}

    /** @param shown takes all messages and tasks as well */
    public ProgressFile(Progress shown, Path file) {
        this.shown = shown;
        this.file = file;
    }

    /** Records the labels of all stages of the run. */
    public synchronized void stages(List<String> labels) {
        stages = List.copyOf(labels);
    }

    /** Records which stage begins. */
    public synchronized void stage(String label) {
        stage = label;
        write();
    }

    @Override
    public void say(String line) {
        shown.say(line);
    }

    @Override
    public Task start(String name, String unit, long done, long total) {
        Task inner = shown.start(name, unit, done, total);
        synchronized (this) {
            Followed task = new Followed(inner, name, unit, done, total);
            tasks.add(task);
            write();
            return task;
        }
    }

    private synchronized void at(Followed task, long done, String note) {
        task.done = done;
        task.note = note;
        if (System.nanoTime() - lastWritten >= PAUSE_NANOS) {
            write();
        }
    }

    private synchronized void end(Followed task) {
        tasks.remove(task);
        write();
    }

    /** Replaces the file, without waiting for the disk: it is worth nothing after a power failure. */
    private void write() {
        lastWritten = System.nanoTime();
        State state = new State(
                stages,
                stage,
                tasks.stream().map(task -> task.state(lastWritten)).toList(),
                System.currentTimeMillis() / 1e3);
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, Json.page(state));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (!failed) { // a training does not fail for lack of this file
                failed = true;
                shown.say("Warning: " + file + " cannot be written (" + e.getMessage()
                        + "), so programs that follow this run do not see its progress.");
            }
        }
    }

    private final class Followed implements Task {
        private final Task inner;
        private final String name;
        private final String unit;
        private final long first;
        private final long total;
        private final long begin = System.nanoTime();
        private long done;
        private String note = "";

        Followed(Task inner, String name, String unit, long done, long total) {
            this.inner = inner;
            this.name = name;
            this.unit = unit;
            this.first = done;
            this.done = done;
            this.total = total;
        }

        private TaskState state(long now) {
            return new TaskState(name, unit, first, done, total, (now - begin) / 1e9, note);
        }

        @Override
        public void at(long reached, String newNote) {
            inner.at(reached, newNote);
            ProgressFile.this.at(this, reached, newNote);
        }

        @Override
        public void close() {
            inner.close();
            end(this);
        }
    }
}
