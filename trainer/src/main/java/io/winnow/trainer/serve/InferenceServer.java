package io.winnow.trainer.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.winnow.trainer.http.Listener;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.OnnxModel;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves an ONNX model by the Open Inference Protocol over HTTP (KServe V2, as Triton speaks it): liveness, readiness, metadata and
 * inference; and its metrics at {@code /metrics} in the text format of Prometheus.
 */
public final class InferenceServer implements AutoCloseable {
    static final String VERSION = "1";
    /** Header with the length of the JSON in a body, if elements follow it as bytes. */
    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private static final String JSON = "application/json";
    private static final String BYTES = "application/octet-stream";
    private static final Pattern MODEL =
            Pattern.compile("/v2/models/(?<name>[^/]+)(?:/versions/(?<version>[^/]+))?(?<action>/ready|/infer)?");
    /** How long a server that stops waits for the requests that it has accepted. */
    private static final long LAST_MILLIS = 30_000;
    /**
     * The connections are closed once no request has come for this long: what clients had sent before they could know is answered, too. A
     * client that does not cease to send is waited for no longer than the second duration.
     */
    private static final long QUIET_MILLIS = 100;

    private static final long MOST_QUIET_MILLIS = 2_000;

    /** How long connections may take to be closed. */
    private static final int CLOSE_SECONDS = 1;
    /** Part of the memory that the bodies of requests may fill together. */
    private static final int MEMORY_PART = 8;

    private final Options options;
    private final OnnxModel model;
    private final ServeMetrics metrics = new ServeMetrics();
    private final Batcher batcher;
    private final HttpServer http;
    private final ExecutorService threads;
    private final OpenRequests requests = new OpenRequests();

    private final Bodies bodies;
    private volatile boolean ready;
    private volatile boolean accepting = true;
    private boolean closed;

    /**
     * Options of a server.
     *
     * @param name name of the model in addresses
     * @param host address to listen at
     * @param port port to listen at; 0 for any free one
     * @param batch largest number of examples in a batch
     * @param delayMillis how long a batch that is not full waits for further requests
     * @param queue largest number of requests that wait; further ones are refused with status 503
     * @param bodyBytes largest length of a request
     * @param threads number of threads that compute a batch
     */
    public record Options(
            String name, String host, int port, int batch, int delayMillis, int queue, long bodyBytes, int threads) {}

    /**
     * An answer.
     *
     * @param length length of the JSON that elements follow as bytes; -1 if none follow
     */
    @SuppressWarnings("ArrayRecordComponent") // sent; never compared
    private record Answer(int status, String type, byte[] body, int length) {
        static Answer text(int status, String type, String body) {
            return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8), -1);
        }

        static Answer json(int status, Object body) {
            return text(status, JSON, Json.line(body));
        }

        static Answer error(int status, String message) {
            return json(status, Map.of("error", message));
        }
    }

    private InferenceServer(OnnxModel model, Options options) throws IOException {
        this.options = options;
        this.model = model;
        bodies = new Bodies(options.bodyBytes, Runtime.getRuntime().maxMemory() / MEMORY_PART);
        threads = Listener.threads();
        http = Listener.open(options.host, options.port, threads);
        batcher = new Batcher(model, new Batcher.Options(options.batch, options.delayMillis, options.queue), metrics);
        http.createContext("/", this::handle);
    }

    /**
     * Starts a server.
     *
     * @param file an ONNX file
     * @throws UserException if the file cannot be served, or the address cannot be used
     */
    public static InferenceServer start(Path file, Options options) throws IOException {
        OnnxModel model = OnnxModel.open(file, options.threads);
        try {
            InferenceServer server = new InferenceServer(model, options);
            server.ready = true;
            server.http.start();
            return server;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Returns the port at which the server listens. */
    public int port() {
        return http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.begin();
        try (exchange) {
            long begin = System.nanoTime();
            boolean infers = exchange.getRequestURI().getPath().endsWith("/infer");
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (BadRequestException e) {
                answer = Answer.error(400, e.getMessage());
            } catch (RuntimeException | OutOfMemoryError e) {
                answer = Answer.error(500, "The server failed: " + e);
            }
            if (!ready) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            if (answer.length >= 0) {
                exchange.getResponseHeaders().set(HEADER_LENGTH, Integer.toString(answer.length));
            }
            Listener.send(exchange, answer.status, answer.body);
            if (infers) {
                metrics.request(answer.status, (System.nanoTime() - begin) / 1e9);
            }
        } finally {
            requests.end();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/metrics")) {
            return Answer.text(200, "text/plain; version=0.0.4", metrics.text(batcher::waiting));
        }
        Matcher matcher = MODEL.matcher(path);
        return matcher.matches() ? ofModel(exchange, matcher) : ofServer(path);
    }

    private Answer ofServer(String path) {
        return switch (path) {
            case "/v2/health/live" -> Answer.json(200, Map.of("live", true));
            case "/v2/health/ready" -> Answer.json(ready ? 200 : 503, Map.of("ready", ready));
            case "/v2", "/v2/" ->
                Answer.json(
                        200, Map.of("name", "winnow", "version", VERSION, "extensions", List.of("binary_tensor_data")));
            default -> Answer.error(404, "There is nothing at " + path + ". Try /v2/models/" + options.name + ".");
        };
    }

    private Answer ofModel(HttpExchange exchange, Matcher matcher) throws IOException {
        String version = matcher.group("version");
        if (!matcher.group("name").equals(options.name) || (version != null && !version.equals(VERSION))) {
            return Answer.error(
                    404,
                    "There is no model " + matcher.group("name") + (version == null ? "" : " of version " + version)
                            + " here. This server has " + options.name + " of version " + VERSION + ".");
        }
        String action = matcher.group("action");
        if (action == null) {
            return Answer.json(200, metadata());
        }
        if (action.equals("/ready")) {
            return Answer.json(ready ? 200 : 503, Map.of("name", options.name, "ready", ready));
        }
        return exchange.getRequestMethod().equals("POST")
                ? infer(exchange)
                : Answer.error(405, "Inference needs the method POST; found " + exchange.getRequestMethod() + ".");
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "name", options.name,
                "versions", List.of(VERSION),
                "platform", "onnxruntime_onnx",
                "inputs", model.inputs().stream().map(InferenceServer::metadata).toList(),
                "outputs",
                        model.outputs().stream().map(InferenceServer::metadata).toList());
    }

    private static Map<String, Object> metadata(TensorSpec spec) {
        return Map.of("name", spec.name(), "datatype", spec.type().name(), "shape", spec.shape());
    }

    private Answer infer(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
                Bodies.passOver(in);
                return Answer.error(
                        415,
                        "The server reads no bodies in the Content-Encoding " + encoding + ". Send them as they are.");
            }
            if (!accepting) {
                Bodies.passOver(in);
                return busy();
            }
            String given = exchange.getRequestHeaders().getFirst("Content-Length");
            long length = given == null || !given.matches("\\d{1,18}") ? -1 : Long.parseLong(given);
            try (Bodies.Body body = bodies.read(in, length)) {
                return inferred(exchange, body.bytes());
            }
        } catch (Bodies.TooLongException e) {
            return Answer.error(
                    413, "A request may have " + options.bodyBytes + " bytes. Send fewer examples at once.");
        } catch (Batcher.FullException e) {
            return busy();
        }
    }

    private static Answer busy() {
        return Answer.error(503, "The server is busy or stops. Send the request again, later or elsewhere.");
    }

    private static int jsonLength(HttpExchange exchange, int all) {
        String given = exchange.getRequestHeaders().getFirst(HEADER_LENGTH);
        if (given == null) {
            return all;
        }
        if (!given.matches("\\d{1,9}") || Integer.parseInt(given) > all) {
            throw new BadRequestException("The header " + HEADER_LENGTH
                    + " must be the length of the JSON, at most that of the body, which has " + all + " bytes; found "
                    + given + ".");
        }
        return Integer.parseInt(given);
    }

    private Answer inferred(HttpExchange exchange, byte[] body) throws IOException, Batcher.FullException {
        int json = jsonLength(exchange, body.length);
        InferenceRequest request = InferenceRequest.parse(body, json, model.inputs(), model.outputs());
        try {
            List<Tensor> outputs = batcher.submit(request.inputs()).get();
            InferenceRequest.Answer answer = request.answer(options.name, VERSION, outputs);
            boolean binary = answer.length() < answer.body().length;
            return new Answer(200, binary ? BYTES : JSON, answer.body(), binary ? answer.length() : -1);
        } catch (ExecutionException e) {
            return Answer.error(500, String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    /**
     * Stops. At first, the server says that it is not ready, but still answers what arrives, so that nobody who was sent here is turned away.
     * Then it refuses further requests with status 503, and ends when all that it has accepted are answered and no more come, or after half
     * a minute.
     *
     * @param graceMillis how long requests are still accepted
     */
    public void stop(long graceMillis) throws InterruptedException {
        ready = false;
        Thread.sleep(graceMillis);
        accepting = false;
        requests.awaitNone(LAST_MILLIS);
        requests.awaitQuiet(QUIET_MILLIS, MOST_QUIET_MILLIS);
        close();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ready = false;
        accepting = false;
        batcher.close();
        http.stop(CLOSE_SECONDS);
        threads.shutdown();
        model.close();
    }
}
