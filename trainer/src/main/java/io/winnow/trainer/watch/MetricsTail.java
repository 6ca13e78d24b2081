package io.winnow.trainer.watch;

import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Follows a {@code metrics.jsonl} that grows: reads only what has been added since the last time. A resumed run replaces the file by another
 * one, which is then read from its beginning.
 */
final class MetricsTail {
    /** Number of bytes before the place where reading goes on, by which a file is recognised. They include the time of the last event. */
    private static final int SEAM_BYTES = 256;

    /** A file with more curves than this is not one that Winnow wrote. */
    private static final int MOST_CURVES = 2000;

    private final Path file;
    private ByteBuffer seam = ByteBuffer.allocate(0);
    private long offset;
    private boolean behind;
    private boolean inLongLine;
    private Map<Curve, Series> curves = new LinkedHashMap<>();
    private Map<Curve, Value> latest = new LinkedHashMap<>();
    private long version;
    private long unreadable;

    /** What a curve shows: a metric of a stage. */
    record Curve(String stage, String metric) {}

    /** A value that was measured at a step. */
    record Value(long step, double value) {}

    MetricsTail(Path file) {
        this.file = file;
    }

    /**
     * Reads on.
     *
     * @param most number of bytes to read at most
     */
    void read(int most) throws IOException {
        try (FileChannel channel = RunFiles.open(file)) {
            if (!seam(channel).equals(seam)) {
                restart();
            }
            lines(bytes(channel, offset, (int) Math.min(most, channel.size() - offset)), most);
            seam = seam(channel);
        } catch (NoSuchFileException e) {
            restart();
            behind = false;
        }
    }

    private void restart() {
        if (offset > 0) {
            version++;
        }
        offset = 0;
        seam = ByteBuffer.allocate(0);
        inLongLine = false;
        curves = new LinkedHashMap<>();
        latest = new LinkedHashMap<>();
        unreadable = 0;
    }

    /** What stands before the place where reading goes on. Less, if the file ends before it. */
    private ByteBuffer seam(FileChannel channel) throws IOException {
        long from = Math.max(0, offset - SEAM_BYTES);
        return bytes(channel, from, (int) (offset - from));
    }

    private static ByteBuffer bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
            // reads on
        }
        return buffer.flip();
    }

    /** Takes all lines that are complete. The rest of the last one is read again the next time. */
    private void lines(ByteBuffer read, int most) {
        int length = read.remaining();
        byte[] bytes = new byte[length];
        read.get(bytes);
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                if (inLongLine) {
                    inLongLine = false;
                } else {
                    line(bytes, begin, i - begin);
                }
                begin = i + 1;
            }
        }
        offset += begin;
        behind = length == most;
        if (begin == 0 && behind) { // passes over a line that is too long to be one of Winnow's
            offset += length;
            unreadable += inLongLine ? 0 : 1;
            inLongLine = true;
        }
    }

    private void line(byte[] bytes, int begin, int length) {
        if (length == 0) {
            return;
        }
        try {
            MetricEvent event = Json.parse(bytes, begin, length, MetricEvent.class);
            if (event == null || event.stage() == null || event.values() == null) {
                unreadable++;
                return;
            }
            event.values().forEach((metric, value) -> add(new Curve(event.stage(), metric), event.step(), value));
        } catch (IOException e) {
            unreadable++;
        }
        version++;
    }

    private void add(Curve curve, long step, Double value) {
        if (value != null && (curves.size() < MOST_CURVES || curves.containsKey(curve))) {
            curves.computeIfAbsent(curve, each -> new Series()).add(step, value);
            latest.put(curve, new Value(step, value));
        }
    }

    /** The curves so far, in the order in which they appeared. */
    Map<Curve, Series> curves() {
        return curves;
    }

    /** The newest value of each metric, which may be NaN or infinite. */
    Map<Curve, Value> latest() {
        return latest;
    }

    /** A number that changes whenever the curves do. */
    long version() {
        return version;
    }

    /** Whether there may be more to read than was allowed the last time. */
    boolean isBehind() {
        return behind;
    }

    /** Number of lines that could not be read. */
    long unreadable() {
        return unreadable;
    }
}
