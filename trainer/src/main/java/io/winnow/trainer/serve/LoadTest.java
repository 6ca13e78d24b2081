package io.winnow.trainer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.winnow.trainer.runtime.OnnxModel;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import io.winnow.trainer.runtime.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures a server with clients of this process, each of which sends one request of one example after the other; beside the bare runtime,
 * which one caller uses with the same examples.
 */
public final class LoadTest {
    private static final long SEED = 1;
    /** Length of an axis that is free, besides the batch. */
    private static final int FREE_LENGTH = 16;
    /** Part of the time that is not counted, in which the code is compiled. */
    private static final double WARM_UP = 0.25;
    /** How long the server accepts the requests that clients have just begun when it is stopped. */
    private static final long GRACE_MILLIS = 500;

    /**
     * What was measured.
     *
     * @param requests number of answered requests
     * @param failed number of requests without an answer of status 200
     * @param examplesPerSecond examples in answered requests, a second
     * @param medianMillis median time of a request
     * @param p99Millis time that 99% of the requests stay below
     */
    public record Measured(int requests, int failed, double examplesPerSecond, double medianMillis, double p99Millis) {
        static Measured of(List<Double> millis, int rows, int failed, double seconds) {
            double[] sorted =
                    millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return new Measured(
                    sorted.length,
                    failed,
                    rows * sorted.length / seconds,
                    sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2],
                    sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * 0.99)]);
        }
    }

    private final Path file;
    private final InferenceServer.Options options;
    private final double seconds;

    /** @param seconds duration of each measurement */
    public LoadTest(Path file, InferenceServer.Options options, double seconds) {
        this.file = file;
        this.options = options;
        this.seconds = seconds;
    }

    /**
     * Measures the bare runtime, which one thread calls.
     *
     * @param rows number of examples in a call, which counts as one request
     */
    public Measured bare(int rows) throws IOException {
        try (OnnxModel model = OnnxModel.open(file, options.threads())) {
            // Memory beside the heap, which the runtime reads without a copy, as it does that of the server's batches.
            List<Tensor> example = example(model, rows).stream()
                    .map(each -> Tensor.joined(
                            List.of(each),
                            ByteBuffer.allocateDirect(each.data().limit()).order(ByteOrder.nativeOrder())))
                    .toList();
            List<Double> millis = new ArrayList<>();
            long begin = System.nanoTime();
            long counted = begin + (long) (seconds * WARM_UP * 1e9);
            while (System.nanoTime() - begin < seconds * 1e9) {
                long start = System.nanoTime();
                model.run(example);
                if (start >= counted) {
                    millis.add((System.nanoTime() - start) / 1e6);
                }
            }
            return Measured.of(millis, rows, 0, (System.nanoTime() - counted) / 1e9);
        }
    }

    /**
     * Measures a new server, which is stopped in the middle of the last requests: each of them must be answered.
     *
     * @param binary whether elements are sent as bytes rather than as JSON, in both directions
     */
    public Measured clients(int clients, boolean binary) throws IOException, InterruptedException {
        InferenceServer server = InferenceServer.start(file, options);
        InferenceRequest.Answer body;
        try (OnnxModel model = OnnxModel.open(file, 1)) {
            body = body(example(model, 1), binary);
        }
        URI address = URI.create("http://127.0.0.1:" + server.port() + "/v2/models/" + options.name() + "/infer");
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofMinutes(1))
                .header(InferenceServer.HEADER_LENGTH, Integer.toString(body.length()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.body()))
                .build();
        long begin = System.nanoTime();
        long counted = begin + (long) (seconds * WARM_UP * 1e9);
        long end = begin + (long) (seconds * 1e9);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<Double>>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> {
                    List<Double> millis = new ArrayList<>();
                    while (System.nanoTime() < end) {
                        long start = System.nanoTime();
                        boolean answered = http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                                        .statusCode()
                                == 200;
                        if (start >= counted) {
                            millis.add(answered ? (System.nanoTime() - start) / 1e6 : -1);
                        }
                    }
                    return millis;
                }));
            }
            Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
            server.stop(GRACE_MILLIS);
            List<Double> answered = new ArrayList<>();
            int failed = 0;
            for (Future<List<Double>> each : running) {
                try {
                    for (double millis : each.get()) {
                        if (millis >= 0) {
                            answered.add(millis);
                        } else {
                            failed++;
                        }
                    }
                } catch (ExecutionException e) {
                    failed++;
                }
            }
            return Measured.of(answered, 1, failed, (end - counted) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns examples of random numbers for each input. */
    private static List<Tensor> example(OnnxModel model, int rows) {
        Random random = new Random(SEED);
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            long[] shape = new long[spec.shape().size()];
            Arrays.setAll(
                    shape,
                    axis -> axis == 0
                            ? rows
                            : spec.shape().get(axis) < 0
                                    ? FREE_LENGTH
                                    : spec.shape().get(axis));
            int elements = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
            ByteBuffer data = Tensor.allocate((long) elements * spec.type().bytes());
            for (int i = 0; i < elements; i++) {
                spec.type().put(random.nextInt(spec.type() == TensorType.UINT8 ? 256 : 2), data);
            }
            tensors.add(new Tensor(spec.name(), spec.type(), shape, data.flip()));
        }
        return tensors;
    }

    private static InferenceRequest.Answer body(List<Tensor> example, boolean binary) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
            json.writeStartObject();
            json.writeObjectFieldStart("parameters");
            json.writeBooleanField("binary_data_output", binary);
            json.writeEndObject();
            json.writeArrayFieldStart("inputs");
            for (Tensor tensor : example) {
                InferenceRequest.write(tensor, binary, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        int length = body.size();
        for (Tensor tensor : binary ? example : List.<Tensor>of()) {
            body.write(tensor.data().array());
        }
        return new InferenceRequest.Answer(body.toByteArray(), length);
    }
}
