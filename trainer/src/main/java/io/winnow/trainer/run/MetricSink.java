package io.winnow.trainer.run;

import java.io.IOException;

/** A destination of metrics, such as a file. Receives every event once, in order. */
public interface MetricSink extends AutoCloseable {
    void accept(MetricEvent event) throws IOException;

    @Override
    default void close() throws IOException {}
}
