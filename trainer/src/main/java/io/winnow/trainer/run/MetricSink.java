package io.winnow.trainer.run;

import java.io.IOException;

/** A destination of metrics, such as a file. Receives every event once, in order. */
public interface MetricSink extends AutoCloseable {
    void accept(MetricEvent event) throws IOException;

    /** Takes note that the run has ended: it is complete, has stopped or has failed. {@code result.json} exists if it is complete. */
    default void ended(RunStatus status) {}

    @Override
    default void close() throws IOException {}
}
