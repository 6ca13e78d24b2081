package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of chat completions on this machine whose answers are given by a function (llm-annotators.md, section 6). */
public final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    /** The header Authorization of each call, or null. */
    public final List<String> keys = Collections.synchronizedList(new ArrayList<>());

    /** What the server does with a request. */
    @FunctionalInterface
    public interface Script {
        /**
         * Answers a request.
         *
         * @param call number of the call, from 0
         */
        Answer answer(JsonNode request, int call);
    }

    /**
     * An answer.
     *
     * @param silentMillis how long the server says nothing after the headers
     */
    public record Answer(int status, Map<String, String> headers, String body, long silentMillis) {
        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body, 0);
        }

        /** A choice with a text, and 10 + 1 tokens. */
        public static Answer text(String content) {
            return of(200, completion(List.of(content), null));
        }

        /** A choice whose one token has these alternatives with log-probabilities. */
        public static Answer token(String content, Map<String, Double> alternatives) {
            return of(200, completion(List.of(content), alternatives));
        }

        /** Several choices. */
        public static Answer texts(List<String> contents) {
            return of(200, completion(contents, null));
        }
    }

    private static String completion(List<String> contents, Map<String, Double> alternatives) {
        List<Object> choices = new ArrayList<>();
        for (String content : contents) {
            Map<String, Object> choice = new HashMap<>();
            choice.put("message", Map.of("role", "assistant", "content", content));
            choice.put("finish_reason", "stop");
            if (alternatives != null) {
                List<Object> top = new ArrayList<>();
                alternatives.forEach((token, logprob) -> top.add(Map.of("token", token, "logprob", logprob)));
                choice.put(
                        "logprobs",
                        Map.of(
                                "content",
                                List.of(Map.of(
                                        "token",
                                        content,
                                        "logprob",
                                        alternatives.getOrDefault(content, -9.0),
                                        "top_logprobs",
                                        top))));
            }
            choices.add(choice);
        }
        try {
            return MAPPER.writeValueAsString(Map.of(
                    "choices", choices, "usage", Map.of("prompt_tokens", 10, "completion_tokens", contents.size())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ScriptedServer(Script script, String... models) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
            JsonNode request = MAPPER.readTree(exchange.getRequestBody());
            send(exchange, script.answer(request, calls.getAndIncrement()));
        });
        List<Object> listed = new ArrayList<>();
        for (String model : models) {
            listed.add(Map.of("id", model));
        }
        server.createContext(
                "/v1/models",
                exchange -> send(exchange, Answer.of(200, MAPPER.writeValueAsString(Map.of("data", listed)))));
        server.start();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try {
            Thread.sleep(answer.silentMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (exchange) {
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // The client has given up.
        }
    }

    public String base() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** Returns the number of calls so far. */
    public int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
