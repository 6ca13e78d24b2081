package io.winnow.trainer.serve;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** What a server counts, in the text format of Prometheus. */
final class ServeMetrics {
    private final Map<Integer, Long> requests = new TreeMap<>();
    private final Histogram seconds = new Histogram(
            "winnow_request_seconds",
            "Seconds from the arrival of an inference request to its answer.",
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10);
    private final Histogram batches =
            new Histogram("winnow_batch_examples", "Examples in a batch.", 1, 2, 4, 8, 16, 32, 64, 128, 256);

    /** Counts an answered inference request. */
    void request(int status, double duration) {
        synchronized (requests) {
            requests.merge(status, 1L, Long::sum);
        }
        seconds.add(duration);
    }

    /** Counts a batch. */
    void batch(int examples) {
        batches.add(examples);
    }

    /** @param waiting returns the number of requests that wait */
    String text(IntSupplier waiting) {
        StringBuilder text = new StringBuilder("""
                # HELP winnow_requests_total Answered inference requests by HTTP status.
                # TYPE winnow_requests_total counter
                """);
        synchronized (requests) {
            requests.forEach(
                    (status, count) -> text.append("winnow_requests_total{status=\"" + status + "\"} " + count + "\n"));
        }
        return text + String.format(Locale.ROOT, """
                # HELP winnow_waiting_requests Requests that wait for a batch.
                # TYPE winnow_waiting_requests gauge
                winnow_waiting_requests %d
                """, waiting.getAsInt()) + seconds.text() + batches.text();
    }
}
