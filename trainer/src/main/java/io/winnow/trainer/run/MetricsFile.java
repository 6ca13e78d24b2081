package io.winnow.trainer.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** {@code metrics.jsonl}: one event per line. */
public final class MetricsFile implements MetricSink {
    private final Path file;
    private Writer writer;

    /** Opens a file to append events to it. */
    public MetricsFile(Path file) throws IOException {
        this.file = file;
        boolean cut = isCut(file);
        writer = open();
        if (cut) {
            writer.write("\n"); // or the next event would become a part of the truncated line
        }
    }

    /** Whether a file does not end with the end of a line. */
    private static boolean isCut(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    @Override
    public void accept(MetricEvent event) throws IOException {
        try {
            writer.write(Json.line(event) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Removes the events of a stage after a step, because a resumed stage measures those steps again. Also removes a truncated last line.
     *
     * @param step last step to keep
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

    /** Reads all events of a file. A line that was truncated by a crash is passed over; later sessions may have written behind it. */
    public static List<MetricEvent> read(Path file) throws IOException {
        List<MetricEvent> events = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    events.add(Json.parse(line, MetricEvent.class));
                } catch (IOException cut) {
                    // passed over
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
