package io.winnow.trainer.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends each event to every sink. {@code metrics.jsonl} is the authoritative record; only there can events be withdrawn. */
public final class Metrics implements AutoCloseable {
    private final MetricsFile file;
    private final List<MetricSink> sinks;

    public Metrics(MetricsFile file, List<MetricSink> others) {
        this.file = file;
        sinks = new ArrayList<>(List.of(file));
        sinks.addAll(others);
    }

    /** Metrics that nobody reads. */
    public static Metrics none() {
        return new Metrics();
    }

    private Metrics() {
        file = null;
        sinks = new ArrayList<>();
    }

    /** Adds a sink, which receives all later events. */
    public void add(MetricSink sink) {
        sinks.add(sink);
    }

    /** Tells every sink that the run has ended. */
    public void ended(RunStatus status) {
        sinks.forEach(sink -> sink.ended(status));
    }

    public void record(MetricEvent event) throws IOException {
        for (MetricSink sink : sinks) {
            sink.accept(event);
        }
    }

    /** Removes the events of a stage after a step from {@code metrics.jsonl}. */
    public void rewind(String stage, long step) throws IOException {
        if (file != null) {
            file.rewind(stage, step);
        }
    }

    @Override
    public void close() throws IOException {
        for (MetricSink sink : sinks) {
            sink.close();
        }
    }
}
