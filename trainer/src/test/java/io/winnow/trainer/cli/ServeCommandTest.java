package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import io.winnow.trainer.serve.InferenceServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ServeCommandTest extends OnServer {
    private static float[] expected(JsonNode input, int rows, byte[] pixels) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ArrayFunction model = ModelFile.open(bundle.resolve("onnx/model.onnx"), manager)) {
            NDArray images = manager.create(
                    ByteBuffer.wrap(pixels),
                    new Shape(
                            rows,
                            input.get("shape").get(1).asInt(),
                            input.get("shape").get(2).asInt(),
                            input.get("shape").get(3).asInt()),
                    DataType.UINT8);
            return model.run(new NDList(images)).singletonOrThrow().toFloatArray();
        }
    }

    @Test
    void healthAndMetadataFollowTheProtocol() throws Exception {
        assertThat(json(get("/v2/health/live")).get("live").asBoolean()).isTrue();
        assertThat(json(get("/v2/health/ready")).get("ready").asBoolean()).isTrue();
        assertThat(json(get("/v2")).get("name").asText()).isEqualTo("winnow");
        assertThat(get("/v2/models/shapes/ready").statusCode()).isEqualTo(200);
        JsonNode model = json(get("/v2/models/shapes/versions/1"));
        assertThat(model.get("name").asText()).isEqualTo("shapes");
        assertThat(model.get("inputs").get(0).get("name").asText()).isEqualTo("images");
        assertThat(model.get("inputs").get(0).get("datatype").asText()).isEqualTo("UINT8");
        assertThat(model.get("inputs").get(0).get("shape").get(0).asInt()).isEqualTo(-1);
        assertThat(model.get("outputs").get(0).get("name").asText()).isEqualTo("probabilities");
        assertThat(get("/v2/models/shape").statusCode()).isEqualTo(404);
        assertThat(get("/v2/models/shapes/versions/2").statusCode()).isEqualTo(404);
        assertThat(json(get("/elsewhere")).get("error").asText()).contains("/v2/models/shapes");
        assertThat(get("/v2/models/shapes/infer").statusCode()).isEqualTo(405);
    }

    /** Each client gets the answer to its own examples, although requests share batches. */
    @Test
    void requestsAtTheSameTimeShareBatches() throws Exception {
        JsonNode input = input();
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int rows = 1 + i % 3;
            sent.add(HTTP.sendAsync(
                    request("/v2/models/shapes/infer")
                            .POST(HttpRequest.BodyPublishers.ofString(body(input, rows, pixels(input, rows, i))))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 24; i++) {
            int rows = 1 + i % 3;
            HttpResponse<String> response = sent.get(i).get();
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = json(response);
            assertThat(answer.get("id").asText()).isEqualTo("a");
            JsonNode output = answer.get("outputs").get(0);
            float[] expected = expected(input, rows, pixels(input, rows, i));
            assertThat(output.get("shape").get(0).asInt()).isEqualTo(rows);
            assertThat(output.get("data")).hasSize(expected.length);
            for (int j = 0; j < expected.length; j++) {
                assertThat(output.get("data").get(j).floatValue()).isCloseTo(expected[j], within(1e-5f));
            }
        }
        String metrics = get("/metrics").body();
        assertThat(metrics)
                .contains("winnow_requests_total{status=\"200\"} 24")
                .contains("winnow_batch_examples_sum 48.0")
                .contains("winnow_request_seconds_count 24");
        int batches = Integer.parseInt(metrics.replaceAll("(?s).*winnow_batch_examples_count (\\d+).*", "$1"));
        assertThat(batches).isBetween(6, 23);
    }

    @Test
    void wrongRequestsAreExplained() throws Exception {
        JsonNode input = input();
        String right = body(input, 1, pixels(input, 1, 1));
        for (String[] wrong : new String[][] {
            {"{", "not JSON"},
            {"{}", "needs 'inputs'"},
            {right.replace("\"images\"", "\"image\""), "did you mean 'images'?"},
            {right.replace("UINT8", "FP32"), "must have the datatype UINT8; found \"FP32\""},
            {right.replace("\"shape\": [1", "\"shape\": [2"), "but its data have"},
            {right.replace("\"shape\": [1, ", "\"shape\": ["), "must have the shape"},
            {right.replace("\"shape\": [1", "\"shape\": [0"), "must have the shape"},
            {right.replaceFirst("\"data\": \\[\\d+", "\"data\": [256"), "the element 256"},
            {right.replaceFirst("\"data\": \\[\\d+", "\"data\": [\"x\""), "the element \"x\""},
            {right + " x", "not JSON"},
            {right + "\0", "something follows the document"},
            {right.substring(0, right.length() - 9), "not JSON"},
            {"[]", "needs 'inputs'"},
            {right.replaceFirst("\"data\": \\[\\d+", "\"data\": [1.0"), "the element 1.0"},
            {right.replaceFirst("\"data\": \\[\\d+", "\"data\": [[1]"), "nested in another way"},
            {right.replaceFirst("\"data\": \\[", "\"data\": [[], "), "nested in another way"},
            {
                right.replace("{\"id\"", "{\"outputs\": {\"a\": {\"name\": \"scores\"}}, \"id\""),
                "'outputs' must be a list"
            },
            {right.replaceFirst("\"data\": ", "\"elements\": "), "but its data have 0"},
            {right.replaceFirst("\"data\": \\[", "\"data\": [[").replace("]}]}", "]]}]}"), "nested in another way"},
            {right.replaceFirst("\"shape\": \\[1", "\"shape\": [1.5"), "must have the shape"},
            {right.replaceFirst("\"shape\": \\[[^]]*\\]", "\"shape\": {\"a\": 1}"), "must have the shape"},
            {right.replace("{\"id\"", "{\"outputs\": [{\"name\": \"logits\"}], \"id\""), "no output 'logits'"},
            {
                right.replace("\"datatype\"", "\"parameters\": {\"shared_memory_region\": \"a\"}, \"datatype\""),
                "does not have shared memory"
            },
            {
                right.replace(
                        "{\"id\"",
                        "{\"outputs\": [{\"name\": \"probabilities\", \"parameters\": {\"classification\": 2}}], \"id\""),
                "does not have the extension for classification"
            },
        }) {
            HttpResponse<String> response = post(wrong[0]);
            assertThat(response.statusCode()).as(wrong[1]).isEqualTo(400);
            assertThat(json(response).get("error").asText()).contains(wrong[1]);
        }
        assertThat(post(" ".repeat(200_001)).statusCode()).isEqualTo(413);
        assertThat(post(right).statusCode()).isEqualTo(200);
    }

    @Test
    void compressedRequestsAreRefused() throws Exception {
        HttpResponse<String> response = HTTP.send(
                request("/v2/models/shapes/infer")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(json(response).get("error").asText()).contains("Content-Encoding gzip");
    }

    private HttpResponse<byte[]> postBytes(String json, byte[] elements) throws IOException, InterruptedException {
        byte[] document = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(document.length + elements.length)
                .put(document)
                .put(elements);
        return HTTP.send(
                request("/v2/models/shapes/infer")
                        .header("Inference-Header-Content-Length", Integer.toString(document.length))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.array()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String binary(JsonNode input, int size) {
        return body(input, 2, new byte[0])
                .replace("\"data\": []", "\"parameters\": {\"binary_data_size\": " + size + "}")
                .replace("{\"id\"", "{\"parameters\": {\"binary_data_output\": true}, \"id\"");
    }

    /** The extension for binary tensor data, which Triton's clients use unless they are told otherwise. */
    @Test
    void elementsMayBeBytesAfterTheJson() throws Exception {
        JsonNode input = input();
        byte[] pixels = pixels(input, 2, 1);
        HttpResponse<byte[]> response = postBytes(binary(input, pixels.length), pixels);
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        int length = Integer.parseInt(
                response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode output = new ObjectMapper()
                .readTree(response.body(), 0, length)
                .get("outputs")
                .get(0);
        float[] expected = expected(input, 2, pixels);
        assertThat(output.has("data")).isFalse();
        assertThat(output.get("parameters").get("binary_data_size").asInt()).isEqualTo(4 * expected.length);
        FloatBuffer found = ByteBuffer.wrap(response.body(), length, response.body().length - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        assertThat(found.remaining()).isEqualTo(expected.length);
        for (float each : expected) {
            assertThat(found.get()).isCloseTo(each, within(1e-5f));
        }
        for (Object[] wrong : new Object[][] {
            {binary(input, pixels.length), new byte[pixels.length - 1], "bytes are left after the JSON"},
            {binary(input, pixels.length), new byte[pixels.length + 1], "belong to no input"},
            {binary(input, pixels.length - 2), new byte[pixels.length - 2], "bytes, but its binary_data_size is"},
            {body(input, 2, pixels), new byte[1], "belong to no input"},
            {binary(input, -1), pixels, "Give the number of its bytes"},
            {
                binary(input, 7).replace(": 7}", ": 1844674407370955" + (1616 + pixels.length) + "}"),
                pixels,
                "Give the number of its bytes"
            },
        }) {
            HttpResponse<byte[]> refused = postBytes((String) wrong[0], (byte[]) wrong[1]);
            assertThat(refused.statusCode()).as((String) wrong[2]).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains((String) wrong[2]);
        }
    }

    /** Nested elements mean the same as flat ones, and the order of the keys means nothing. */
    @Test
    void nestedElementsEqualFlatOnes() throws Exception {
        JsonNode input = input();
        byte[] pixels = pixels(input, 2, 1);
        String flat = body(input, 2, pixels);
        int[] shape = {
            2,
            input.get("shape").get(1).asInt(),
            input.get("shape").get(2).asInt(),
            input.get("shape").get(3).asInt()
        };
        String nested = nested(pixels, shape, 0, new int[1]);
        String data = flat.substring(flat.indexOf("\"data\""), flat.indexOf("}]}"));
        String first = flat.replace(", " + data, "").replace("{\"name\"", "{\"data\": " + nested + ", \"name\"");
        assertThat(post(first).statusCode()).as(post(first).body()).isEqualTo(200);
        assertThat(json(post(first)).get("outputs")).isEqualTo(json(post(flat)).get("outputs"));
        String other = nested(pixels, new int[] {shape[0], shape[1], shape[2] * shape[3], 1}, 0, new int[1]);
        assertThat(json(post(flat.replace(data, "\"data\": " + other)))
                        .get("error")
                        .asText())
                .contains("nested in another way");
    }

    private static String nested(byte[] pixels, int[] shape, int axis, int[] next) {
        return axis == shape.length
                ? Integer.toString(pixels[next[0]++] & 0xff)
                : IntStream.range(0, shape[axis])
                        .mapToObj(i -> nested(pixels, shape, axis + 1, next))
                        .collect(Collectors.joining(",", "[", "]"));
    }

    /** Load balancers ask by HEAD. The answer has no body, and nothing is written to the log. */
    @Test
    void headHasTheLengthOfTheBody() throws Exception {
        HttpResponse<String> head = HTTP.send(
                request("/v2/health/ready")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/v2/health/ready").body().length());
    }

    @Test
    void mistakesOnTheCommandLine() throws IOException {
        assertThat(winnow("serve", run("supervised"))).isEqualTo(2);
        assertThat(err).contains("is not a bundle", "winnow export " + run("supervised") + " --output");
        assertThat(winnow("serve", export("supervised", "--format", "torchscript")))
                .isEqualTo(2);
        assertThat(err).contains("has no ONNX file");
        assertThat(winnow("serve", bundle.toString(), "--max-batch", "0")).isEqualTo(2);
        Assertions.assertThatThrownBy(() -> InferenceServer.start(
                        bundle.resolve("onnx/model.onnx"),
                        new InferenceServer.Options("shapes", "127.0.0.1", server.port(), 8, 0, 100, 1000, 1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Choose another --port");
    }

    @Test
    void theLoadTestFindsNothingLost() {
        assertThat(winnow("serve", bundle.toString(), "--load-test", "0.3", "--threads", "1"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains(
                        "ONNX Runtime called directly", "server, 1 client", "server, 8 clients", "server, 64 clients");
    }
}
