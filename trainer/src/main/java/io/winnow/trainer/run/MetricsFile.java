package io.winnow.trainer.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** {@code metrics.jsonl}: one event a line. */
public final class MetricsFile implements MetricSink {
    private final Path file;
    private Writer writer;

    /** Appends to a file. */
    public MetricsFile(Path file) throws IOException {
        this.file = file;
        writer = open();
    }

    @Override
    public void accept(MetricEvent event) throws IOException {
        writer.write(Json.line(event) + "\n");
        writer.flush();
    }

    /**
     * Drops what a stage wrote after a step, and a last line that was cut: a resumed stage measures those steps again.
     *
     * @param step the last one to keep
     */
    public void rewind(String stage, long step) throws IOException {
        writer.close();
        List<String> kept = new ArrayList<>();
        for (MetricEvent event : read(file)) {
            if (!event.stage().equals(stage) || event.step() <= step) {
                kept.add(Json.line(event) + "\n");
            }
        }
        AtomicFiles.write(file, String.join("", kept));
        writer = open();
    }

    /** All events of a file; a line that was cut by a crash ends it. */
    public static List<MetricEvent> read(Path file) throws IOException {
        List<MetricEvent> events = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    events.add(Json.parse(line, MetricEvent.class));
                } catch (IOException cut) {
                    break;
                }
            }
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private Writer open() throws IOException {
        return Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
