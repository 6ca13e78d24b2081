package io.winnow.trainer.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends each event to every sink; the file is the truth, and the others read the same events. */
public final class Metrics implements AutoCloseable {
    private final MetricsFile file;
    private final List<MetricSink> sinks;

    public Metrics(MetricsFile file, List<MetricSink> others) {
        this.file = file;
        sinks = new ArrayList<>(List.of(file));
        sinks.addAll(others);
    }

    public void record(MetricEvent event) throws IOException {
        for (MetricSink sink : sinks) {
            sink.accept(event);
        }
    }

    /** Forgets what a stage measured after a step. */
    public void rewind(String stage, long step) throws IOException {
        file.rewind(stage, step);
    }

    @Override
    public void close() throws IOException {
        for (MetricSink sink : sinks) {
            sink.close();
        }
    }
}
