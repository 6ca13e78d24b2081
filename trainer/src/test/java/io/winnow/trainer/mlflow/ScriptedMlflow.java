package io.winnow.trainer.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * A tracking server that keeps what it gets and refuses what MLflow refuses (mlflow/utils/validation.py): names, lengths, and numbers of values
 * in a request.
 */
public final class ScriptedMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Calls in the order of their arrival, such as {@code POST runs/create}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final Map<String, String> params = new ConcurrentHashMap<>();
    final Map<String, String> tags = new ConcurrentHashMap<>();
    final Map<String, String> artifacts = new ConcurrentHashMap<>();
    final Map<String, String> experiments = new ConcurrentHashMap<>();
    final List<String> statuses = new CopyOnWriteArrayList<>();
    final List<JsonNode> metrics = new CopyOnWriteArrayList<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    /** Status with which a call is refused; 0 to answer it, and -1 never to answer. */
    volatile ToIntFunction<String> script = call -> 0;

    volatile String artifactUri = "mlflow-artifacts:/7/run-1/artifacts";
    private final HttpServer http;

    public ScriptedMlflow() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/", this::handle);
        http.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Values of a metric by step. */
    public Map<Long, Double> values(String key) {
        Map<Long, Double> values = new TreeMap<>();
        metrics.stream()
                .filter(metric -> metric.get("key").asText().equals(key))
                .forEach(metric -> values.put(
                        metric.get("step").asLong(), metric.get("value").asDouble()));
        return values;
    }

    public List<String> statuses() {
        return statuses;
    }

    public Map<String, String> artifacts() {
        return artifacts;
    }

    public Map<String, String> params() {
        return params;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String call = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replaceFirst("/api/2.0/(mlflow/|mlflow-)", "");
            calls.add(call);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            int refusal = script.applyAsInt(call);
            if (refusal < 0) {
                sleep();
                return;
            }
            String answer;
            int status = 200;
            try {
                if (refusal > 0) {
                    exchange.getResponseHeaders().set("Location", uri() + "/elsewhere");
                    throw new Refusal(refusal, "SCRIPTED", "as the test wants");
                }
                answer = answer(call, exchange.getRequestURI().getQuery(), body);
            } catch (Refusal e) {
                status = e.status;
                answer = JSON.writeValueAsString(Map.of("error_code", e.code, "message", e.getMessage()));
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new Refusal(400, "INVALID_PARAMETER_VALUE", message);
        }
    }

    private static void requireName(String name) {
        require(name.matches("[/\\w.\\- ]+") && name.length() <= 250, "Invalid name " + name);
        String normal = Path.of(name).normalize().toString();
        require(
                normal.equals(name) && !name.startsWith("/") && !name.startsWith("..") && !name.equals("."),
                "Invalid path " + name);
    }

    private String answer(String call, String query, byte[] bytes) throws IOException {
        if (call.startsWith("PUT artifacts/")) {
            artifacts.put(call.replaceFirst("PUT artifacts/artifacts/", ""), new String(bytes, StandardCharsets.UTF_8));
            return "{}";
        }
        JsonNode body = bytes.length == 0 ? null : JSON.readTree(bytes);
        switch (call) {
            case "GET experiments/get-by-name" -> {
                String id = experiments.get(query.replaceFirst("experiment_name=", ""));
                if (id == null) {
                    throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
                }
                return "{\"experiment\":{\"experiment_id\":\"" + id + "\"}}";
            }
            case "POST experiments/create" -> {
                experiments.put(body.get("name").asText(), "7");
                return "{\"experiment_id\":\"7\"}";
            }
            case "POST runs/create" -> {
                require(body.get("experiment_id").asText().equals("7"), "unknown experiment");
                body.get("tags")
                        .forEach(tag -> tags.put(
                                tag.get("key").asText(), tag.get("value").asText()));
                tags.keySet().forEach(ScriptedMlflow::requireName);
                statuses.add("RUNNING");
                return "{\"run\":{\"info\":{\"run_id\":\"run-1\",\"artifact_uri\":\"" + artifactUri + "\"}}}";
            }
            case "POST runs/update" -> {
                if (!body.get("run_id").asText().equals("run-1")) {
                    throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such run");
                }
                statuses.add(body.get("status").asText());
                return "{}";
            }
            case "POST runs/log-batch" -> {
                logBatch(body, bytes.length);
                return "{}";
            }
            default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND", call);
        }
    }

    private void logBatch(JsonNode body, int length) {
        require(length <= 1_000_000, "too long");
        require(body.path("metrics").size() <= 1000, "too many metrics");
        require(body.path("params").size() <= 100, "too many params");
        List<JsonNode> taken = new ArrayList<>();
        body.path("metrics").forEach(metric -> {
            requireName(metric.get("key").asText());
            Predicate<String> special = List.of("NaN", "Infinity", "-Infinity")::contains;
            require(
                    metric.get("value").isNumber()
                            || special.test(metric.get("value").asText()),
                    "Got invalid value");
            taken.add(metric);
        });
        body.path("params").forEach(param -> {
            String key = param.get("key").asText();
            String value = param.get("value").asText();
            requireName(key);
            require(value.length() <= 6000, "value too long");
            String before = params.put(key, value);
            require(before == null || before.equals(value), "Changing param values is not allowed");
        });
        metrics.addAll(taken);
        batches.add(taken.size() + body.path("params").size());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
