package io.winnow.trainer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.serve.InferenceServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests on a server of a small exported model of images, which starts anew for each test. */
abstract class OnServer extends OnSmallRuns {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static Path bundle;
    InferenceServer server;

    @BeforeAll
    static void exportTheRun() throws IOException {
        SmallRuns.train(folder, "supervised");
        bundle = Path.of(export("supervised", "--format", "onnx"));
    }

    @BeforeEach
    void start() throws IOException {
        server = InferenceServer.start(
                bundle.resolve("onnx/model.onnx"),
                new InferenceServer.Options("shapes", "127.0.0.1", 0, 8, 20, 100, 200_000, 1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return HTTP.send(
                request("/v2/models/shapes/infer")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    JsonNode input() throws IOException, InterruptedException {
        return json(get("/v2/models/shapes")).get("inputs").get(0);
    }

    static String body(JsonNode input, int rows, byte[] pixels) {
        return "{\"id\": \"a\", \"inputs\": [{\"name\": \"images\", \"datatype\": \"UINT8\", \"shape\": [%d, %s, %s, %s], \"data\": %s}]}"
                .formatted(
                        rows,
                        input.get("shape").get(1),
                        input.get("shape").get(2),
                        input.get("shape").get(3),
                        IntStream.range(0, pixels.length)
                                .map(i -> pixels[i] & 0xff)
                                .boxed()
                                .toList());
    }

    static byte[] pixels(JsonNode input, int rows, long seed) {
        byte[] pixels = new byte
                [rows
                        * input.get("shape").get(1).asInt()
                        * input.get("shape").get(2).asInt()
                        * input.get("shape").get(3).asInt()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }
}
