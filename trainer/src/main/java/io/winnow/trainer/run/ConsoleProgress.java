package io.winnow.trainer.run;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows progress on a stream: on a terminal as a bar with the rate and the remaining time, otherwise as a plain line every 15 seconds.
 * Lines are also written to {@code log.txt}.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long LINE_NANOS = Duration.ofSeconds(15).toNanos();
    private final PrintStream out;
    private final boolean terminal;
    private final Writer log;

    /** The bars of the tasks that are under way, the innermost first. Only that one is drawn: all have the same line of the terminal. */
    private final Deque<ProgressBar> bars = new ArrayDeque<>();

    private boolean closed;

    /**
     * Creates progress for a run.
     *
     * @param terminal whether {@code out} is a terminal
     * @param logFile file to append lines to
     */
    public ConsoleProgress(PrintStream out, boolean terminal, Path logFile) throws IOException {
        this(out, terminal, Files.newBufferedWriter(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private ConsoleProgress(PrintStream out, boolean terminal, Writer log) {
        this.out = out;
        this.terminal = terminal;
        this.log = log;
    }

    /** Returns progress that is shown on standard error only, for work outside of a run. */
    public static ConsoleProgress onStandardError(boolean terminal) {
        return new ConsoleProgress(System.err, terminal, Writer.nullWriter());
    }

    @Override
    public synchronized void say(String line) {
        log(line);
        if (!bars.isEmpty()) {
            out.print("\r\033[K");
        }
        out.println(line);
    }

    /** Writes a line to {@code log.txt} only; nothing once this is closed, as a signal may come that late. */
    public synchronized void log(String line) {
        if (closed) {
            return;
        }
        try {
            log.write(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line + System.lineSeparator());
            log.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("log.txt cannot be written: " + e.getMessage() + ".", e));
        }
    }

    @Override
    public synchronized Task start(String name, String unit, long done, long total) {
        return terminal ? new Bar(name, unit, done, total) : new Lines(name, unit, done, total);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        log.close();
    }

    private final class Bar implements Task {
        private final String name;
        private final ProgressBar bar;
        private final long begin = System.nanoTime();

        Bar(String name, String unit, long done, long total) {
            this.name = name;
            if (!bars.isEmpty()) {
                bars.peek().pause();
            }
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setUnit(" " + unit, 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
            bars.push(bar);
        }

        @Override
        public void at(long done, String note) {
            bar.stepTo(done);
            bar.setExtraMessage(note);
        }

        @Override
        public void close() {
            synchronized (ConsoleProgress.this) {
                bar.close();
                bars.remove(bar);
                if (!bars.isEmpty()) {
                    bars.peek().resume();
                }
            }
            log(name + " took " + clock((System.nanoTime() - begin) / 1e9));
        }
    }

    private final class Lines implements Task {
        private final String name;
        private final String unit;
        private final long first;
        private final long total;
        private final long begin = System.nanoTime();
        private long lastLine = begin;
        private long done;

        Lines(String name, String unit, long done, long total) {
            this.name = name;
            this.unit = unit;
            this.first = done;
            this.total = total;
            this.done = done;
        }

        @Override
        public void at(long now, String note) {
            done = now;
            if (System.nanoTime() - lastLine >= LINE_NANOS) {
                lastLine = System.nanoTime();
                double rate = (done - first) / ((lastLine - begin) / 1e9);
                say(String.format(
                        Locale.ROOT,
                        "%s %d/%d %s, %.1f/s, %s left  %s",
                        name,
                        done,
                        total,
                        unit,
                        rate,
                        rate > 0 ? clock((total - done) / rate) : "unknown time",
                        note));
            }
        }

        @Override
        public void close() {
            say(name + " " + done + "/" + total + " " + unit + " took " + clock((System.nanoTime() - begin) / 1e9));
        }
    }

    /** Formats a duration as {@code m:ss}, or as {@code h:mm:ss} from an hour on. */
    static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
