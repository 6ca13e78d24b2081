package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes a line of JSON for each item of a prediction, and counts them. */
final class PredictionLines {
    /** Number of lines after which standard output is asked whether it can still be written. */
    private static final int FLUSHED = 64;

    private final PrintWriter messages;
    private Writer out;
    private int done;
    private int failed;
    private ReadCounts counted = ReadCounts.NONE;

    /** Writes the lines. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** @param messages receives why items could not be read, and the summary */
    PredictionLines(PrintWriter messages) {
        this.messages = messages;
    }

    /**
     * Runs a prediction, whose lines go into a file or, if none is named, to standard output, and prints a summary.
     *
     * @param unit noun in the plural for the items
     */
    void write(Optional<Path> file, PrintWriter standard, String unit, Work work) throws IOException {
        long begin = System.nanoTime();
        if (file.isEmpty()) {
            out = standard;
            work.run();
        } else {
            AtomicFiles.write(file.get(), temporary -> {
                try (Writer writer = Files.newBufferedWriter(temporary)) {
                    out = writer;
                    work.run();
                }
            });
        }
        counted.sentence().ifPresent(messages::println);
        double seconds = (System.nanoTime() - begin) / 1e9;
        messages.println(String.format(
                Locale.ROOT,
                "%s in %.1f s (%.0f %s/s), %d could not be read",
                Plural.of(done, unit),
                seconds,
                done / seconds,
                unit,
                failed));
    }

    /** Says what was not read, once it is known of all inputs. */
    void read(ReadCounts counts) {
        counted = counts;
    }

    /** Writes the line of an item. */
    void print(Map<String, Object> line) throws IOException {
        done++;
        write(line);
    }

    /** Writes a line that says why an item could not be read. */
    void fail(String key, String why) throws IOException {
        failed++;
        messages.println(key + ": " + why);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("error", why);
        write(line);
    }

    /** Returns the exit code: 1 if items could not be read. */
    int code() {
        return failed == 0 ? 0 : Winnow.FAILED;
    }

    /**
     * Writes a line, and ends the command when the output can no longer be written. A {@link PrintWriter} for standard output tells that
     * only when it is asked, which is done once per batch, because the question flushes the buffer.
     */
    private void write(Map<String, Object> line) throws IOException {
        out.write(Json.line(line) + System.lineSeparator());
        if (out instanceof PrintWriter results && (done + failed) % FLUSHED == 0 && results.checkError()) {
            throw new BrokenOutputException();
        }
    }
}
