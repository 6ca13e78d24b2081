package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.ExportOptions;
import io.winnow.Model;
import io.winnow.Predicted;
import io.winnow.Run;
import io.winnow.WinnowException;
import io.winnow.trainer.export.Runtimes;
import io.winnow.trainer.export.TritonModelConfig;
import io.winnow.trainer.serve.InferenceServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exports of classifiers of rows whose probabilities are calibrated, beside the run itself. */
class CalibratedExportTest extends OnCommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 700;

    /** Rows with a class that three numbers hint at, and with tags. Some classes are drawn at random, so that nobody can predict all. */
    @BeforeAll
    static void train() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("id,a,b,c,kind,tags\n");
        for (int i = 0; i < ROWS; i++) {
            int kind = random.nextInt(3);
            csv.append(i);
            for (int k = 0; k < 3; k++) {
                csv.append(',').append((k == kind ? 2 : 0) + random.nextGaussian());
            }
            boolean odd = random.nextInt(12) == 0;
            csv.append(',').append(List.of("ant", "bee", "cow").get(odd ? random.nextInt(3) : kind));
            csv.append(',').append(random.nextInt(3) == 0 ? "calm;" : "").append(kind == 2 ? "big" : "small");
            csv.append('\n');
        }
        Path table = Files.writeString(folder.resolve("rows.csv"), csv);
        run(table, "kinds", "kind: {kind: class}", "shares: {train: 0.3, validation: 0.5, test: 0.2}");
        run(table, "plain", "kind: {kind: class}", "shares: {train: 0.8, test: 0.2}");
        run(
                table,
                "tags",
                "tags: {kind: multi, separator: ';', unlisted: negative}",
                "shares: {train: 0.3, validation: 0.5, test: 0.2}");
    }

    private static void run(Path table, String name, String label, String split) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: rows
                file: %s
                key: id
                kinds: {a: number, b: number, c: number}
                labels: {%s}
                split: {%s}
              classify:
                encoder: {kind: row_mlp}
                training: {duration: {epochs: 15}, batch_size: 32, optimizer: {kind: adamw, learning_rate: 0.01}}
              frozen: {enabled: false}
            """.formatted(table, label, split));
        assertThat(winnow("train", config.toString(), "--run-dir", run("").toString(), "--name", name))
                .as(err)
                .isZero();
    }

    private static String export(String name, String... more) {
        String[] arguments = new String[4 + more.length];
        String target =
                folder.resolve(name + String.join("", more).replace(',', '-')).toString();
        List.of("export", run(name), "--output", target).toArray(arguments);
        System.arraycopy(more, 0, arguments, 4, more.length);
        assertThat(winnow(arguments)).as(err).isZero();
        return target;
    }

    /** The highest precision that can be reached, which the message about a higher one names. */
    private static String bestPrecision() {
        String target = folder.resolve("unreachable").toString();
        assertThat(winnow("export", run("kinds"), "--output", target, "--abstain-at-precision", "0.9999"))
                .isEqualTo(2);
        assertThat(err).contains("0.9999 cannot be reached", "with 95% confidence");
        assertThat(Path.of(target)).doesNotExist();
        return err.replaceAll("(?s).*a precision of at least (0\\.\\d+),.*", "$1");
    }

    private static Map<String, JsonNode> predictions(String model) throws IOException {
        assertThat(winnow("predict", model, folder.resolve("rows.csv").toString(), "--top", "9"))
                .as(err)
                .isZero();
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        for (String line : out.strip().split("\n", -1)) {
            lines.put(JSON.readTree(line).get("key").asText(), JSON.readTree(line));
        }
        return lines;
    }

    private static Map<String, Double> probabilities(JsonNode line) {
        Map<String, Double> all = new LinkedHashMap<>();
        line.get("predictions")
                .forEach(each -> all.put(
                        each.get("label").asText(), each.get("probability").asDouble()));
        return all;
    }

    /** The oracle is the softmax of log p / T, by the probabilities p of the run. */
    @Test
    void allFilesGiveTheSoftmaxAtTheTemperature() throws IOException {
        String best = bestPrecision();
        Path bundle = Path.of(export("kinds", "--abstain-at-precision", best));
        JsonNode calibration =
                JSON.readTree(bundle.resolve("model.json").toFile()).get("calibration");
        double temperature = calibration.get("temperature").asDouble();
        double threshold = calibration.at("/abstention/threshold").asDouble();
        assertThat(temperature).isNotCloseTo(1, within(0.05));
        Map<String, JsonNode> live = predictions(run("kinds"));
        assertThat(live.values()).noneMatch(line -> line.has("accepted"));
        int accepted = 0;
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            Map<String, JsonNode> found = predictions(bundle.resolve(file).toString());
            assertThat(found).hasSize(ROWS);
            accepted = 0;
            for (Map.Entry<String, JsonNode> line : found.entrySet()) {
                Map<String, Double> before = probabilities(live.get(line.getKey()));
                double sum = before.values().stream()
                        .mapToDouble(p -> Math.pow(p, 1 / temperature))
                        .sum();
                Map<String, Double> after = probabilities(line.getValue());
                before.forEach((label, p) ->
                        assertThat(after.get(label)).isCloseTo(Math.pow(p, 1 / temperature) / sum, within(2e-5)));
                double top = after.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElseThrow();
                assertThat(line.getValue().get("accepted").asBoolean()).isEqualTo(top > threshold);
                accepted += line.getValue().get("accepted").asBoolean() ? 1 : 0;
            }
        }
        assertThat(accepted).isBetween(ROWS / 4, ROWS - 1);
        double observed = calibration.at("/abstention/validation/right").asDouble()
                / calibration.at("/abstention/validation/accepted").asDouble();
        assertThat(observed).isGreaterThan(Double.parseDouble(best));
        assertThat(calibration.at("/abstention/validation/examples").asInt()).isEqualTo(349);
        assertThat(calibration.at("/test/rows").asInt()).isEqualTo(140);
        assertThat(calibration.at("/validation/after/nll").asDouble())
                .isLessThan(calibration.at("/validation/before/nll").asDouble());
        for (String page : List.of("README.md", "MODEL_CARD.md")) {
            assertThat(Files.readString(bundle.resolve(page)))
                    .contains("by the temperature " + String.format(java.util.Locale.ROOT, "%.6g", temperature))
                    .contains("| test | 140 |", "at least " + best + " of the accepted predictions are right");
        }
    }

    /** What DJL Serving does with requests that arrive together: it stacks or pads them as {@code serving.properties} says. */
    @Test
    void djlServingComputesRequestsInBatches() throws Exception {
        Path bundle =
                Path.of(export("kinds", "--format", "torchscript,onnx", "--abstain-at-precision", bestPrecision()));
        assertThat(Files.readString(bundle.resolve("torchscript/serving.properties")))
                .contains("batch_size=16\n", "max_batch_delay=10\n");
        float[][] rows = {{3, -2, -2, 1}, {0, 0, 0, 1}, {-1, -1, 2, 0}};
        try (NDManager manager = NDManager.newBaseManager();
                ZooModel<Input, Output> model = Criteria.builder()
                        .setTypes(Input.class, Output.class)
                        .optModelPath(bundle.resolve("torchscript"))
                        .build()
                        .loadModel();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            List<Input> requests = new ArrayList<>();
            for (float[] row : rows) {
                Input request = new Input();
                request.add("data", new NDList(manager.create(row)).encode());
                requests.add(request);
            }
            List<Output> answers = predictor.batchPredict(requests);
            NDList expected = Runtimes.torchScript(bundle.resolve("torchscript/model.pt"), manager.create(rows));
            for (int i = 0; i < rows.length; i++) {
                NDList found = answers.get(i).getDataAsNDList(manager);
                assertThat(found.get(0).toFloatArray())
                        .isEqualTo(expected.get(0).get(i).toFloatArray());
                assertThat(found.get(1).toBooleanArray())
                        .isEqualTo(expected.get(1).get(i).toBooleanArray());
            }
        }
        assertThat(TritonModelConfig.read(bundle.resolve("config.pbtxt")).tensors("output"))
                .containsExactly(
                        new TritonModelConfig.Tensor("probabilities", "TYPE_FP32", List.of(3L), "labels.txt"),
                        new TritonModelConfig.Tensor("accepted", "TYPE_BOOL", List.of(1L), null));
    }

    @Test
    void theJavaInterfaceAndTheServerTellWhatIsAccepted() throws Exception {
        Path bundle = Path.of(export("kinds", "--format", "onnx", "--abstain-at-precision", bestPrecision()));
        double threshold = JSON.readTree(bundle.resolve("model.json").toFile())
                .at("/calibration/abstention/threshold")
                .asDouble();
        try (Model model = Model.open(bundle)) {
            List<Predicted> items = model.predict(folder.resolve("rows.csv")).items();
            assertThat(items)
                    .anyMatch(Predicted::accepted)
                    .anyMatch(each -> !each.accepted())
                    .allMatch(each ->
                            each.accepted() == each.values().values().stream().anyMatch(p -> p > threshold));
        }
        try (Model model = Model.open(Path.of(run("kinds")))) {
            assertThat(model.predict(folder.resolve("rows.csv")).items()).allMatch(Predicted::accepted);
        }
        try (InferenceServer server = InferenceServer.start(
                bundle.resolve("onnx/model.onnx"),
                new InferenceServer.Options("kinds", "127.0.0.1", 0, 8, 0, 100, 100_000, 1))) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.port() + "/v2/models/kinds/infer"))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"inputs\": [{\"name\": \"rows\", \"datatype\": \"FP32\","
                                                    + " \"shape\": [4, 4], \"data\": [[3, -2, -2, 1], [0, 0, 0,"
                                                    + " 1], [1, 1, 0, 1], [-1, -1, 2, 0]]}]}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode outputs = JSON.readTree(answer.body()).get("outputs");
            assertThat(outputs.get(1).get("name").asText()).isEqualTo("accepted");
            assertThat(outputs.get(1).get("datatype").asText()).isEqualTo("BOOL");
            assertThat(outputs.get(1).get("shape").toString()).isEqualTo("[4,1]");
            for (int i = 0; i < 4; i++) {
                double top = 0;
                for (int c = 0; c < 3; c++) {
                    top = Math.max(
                            top, outputs.get(0).get("data").get(3 * i + c).asDouble());
                }
                JsonNode accepted = outputs.get(1).get("data").get(i);
                assertThat(accepted.isBoolean()).isTrue();
                assertThat(accepted.asBoolean()).isEqualTo(top > threshold);
            }
        }
    }

    /** A copy that follows links has the weights twice, and is still a bundle. The threshold's promise ends where another model is used. */
    @Test
    void theJavaInterfaceCalibratesAndAbstains() throws IOException {
        Path bundle = folder.resolve("by-java");
        double precision = Double.parseDouble(bestPrecision());
        Run run = Run.open(Path.of(run("kinds")));
        assertThatThrownBy(() -> run.export(bundle, ExportOptions.plain().withPrecision(1)))
                .isInstanceOf(WinnowException.class)
                .hasMessageContaining("found 1.0");
        run.export(bundle, ExportOptions.plain().withPrecision(precision).withInt8());
        assertThat(JSON.readTree(bundle.resolve("model.json").toFile())
                        .at("/calibration/abstention/precision")
                        .asDouble())
                .isEqualTo(precision);
        for (String page : List.of("README.md", "MODEL_CARD.md")) {
            assertThat(Files.readString(bundle.resolve(page))).contains("is not promised for the int8 file");
        }
        String int8 = bundle.resolve("onnx-int8/model.onnx").toString();
        assertThat(winnow("predict", int8, folder.resolve("rows.csv").toString()))
                .isZero();
        assertThat(err).contains("chosen for the float32 model", "is not promised here");
        assertThat(winnow("serve", int8, "--host", "203.0.113.7")).isEqualTo(2); // of nobody (RFC 5737)
        assertThat(err).contains("chosen for the float32 model", "is not promised here");
        theEvaluationTellsWhatIsAccepted(bundle);
        Files.delete(bundle.resolve("1"));
        Files.createDirectory(bundle.resolve("1"));
        Files.copy(bundle.resolve("onnx/model.onnx"), bundle.resolve("1/model.onnx"));
        assertThat(predictions(bundle.resolve("1/model.onnx").toString()))
                .isEqualTo(predictions(bundle.resolve("onnx/model.onnx").toString()));
        assertThat(err).doesNotContain("promised");
    }

    /** The oracle counts the lines of `winnow predict`. */
    private static void theEvaluationTellsWhatIsAccepted(Path bundle) throws IOException {
        Path rows = folder.resolve("rows.csv");
        Map<String, String> given = new LinkedHashMap<>();
        for (String line : Files.readAllLines(rows)) {
            String[] cells = line.split(",", -1);
            given.put(cells[0], cells[4]);
        }
        int accepted = 0;
        int right = 0;
        for (Map.Entry<String, JsonNode> line : predictions(bundle.toString()).entrySet()) {
            if (line.getValue().get("accepted").asBoolean()) {
                accepted++;
                String label = line.getValue().at("/predictions/0/label").asText();
                right += label.equals(given.get(line.getKey())) ? 1 : 0;
            }
        }
        assertThat(accepted).isBetween(ROWS / 4, ROWS - 1);
        assertThat(winnow("evaluate", bundle.toString(), "--data", rows.toString(), "--json"))
                .as(err)
                .isZero();
        JsonNode figures = JSON.readTree(out);
        assertThat(figures.get("coverage").asDouble()).isCloseTo((double) accepted / ROWS, within(1e-9));
        assertThat(figures.get("accepted_accuracy").asDouble()).isCloseTo((double) right / accepted, within(1e-9));
        assertThat(figures.get("accepted_accuracy").asDouble())
                .isGreaterThan(figures.get("accuracy").asDouble());
        assertThat(winnow("evaluate", run("kinds"), "--data", rows.toString(), "--json"))
                .isZero();
        assertThat(out).doesNotContain("coverage");
    }

    /** For sets, sigmoid(logit(p) / T), and the same labels, because the thresholds follow the temperature. */
    @Test
    void setsKeepTheirLabels() throws IOException {
        Path bundle = Path.of(export("tags", "--calibrate", "--format", "onnx"));
        assertThat(Files.readString(bundle.resolve("README.md"))).contains("in `target.thresholds.per_class`");
        double temperature = JSON.readTree(bundle.resolve("model.json").toFile())
                .at("/calibration/temperature")
                .asDouble();
        Map<String, JsonNode> live = predictions(run("tags"));
        predictions(bundle.toString()).forEach((key, line) -> {
            assertThat(line.get("labels")).isEqualTo(live.get(key).get("labels"));
            assertThat(line.has("accepted")).isFalse();
            Map<String, Double> after = probabilities(line);
            probabilities(live.get(key))
                    .forEach((label, p) -> assertThat(after.get(label))
                            .isCloseTo(1 / (1 + Math.pow((1 - p) / p, 1 / temperature)), within(2e-5)));
        });
        assertThat(winnow(
                        "export",
                        run("tags"),
                        "--output",
                        folder.resolve("never").toString(),
                        "--abstain-at-precision",
                        "0.9"))
                .isEqualTo(2);
        assertThat(err).contains("needs a model that predicts exactly one class");
    }

    @Test
    void whatCannotBeCalibratedIsRefused() throws IOException {
        String[] export = {
            "export", run("kinds"), "--output", folder.resolve("none").toString(), ""
        };
        String best = bestPrecision();
        export[4] = "--abstain-at-precision=" + (Double.parseDouble(best) + 2e-4);
        assertThat(winnow(export)).isEqualTo(2);
        assertThat(folder.resolve("none")).doesNotExist();
        export[4] = "--abstain-at-precision=1";
        assertThat(winnow(export)).isEqualTo(2);
        assertThat(err).contains("above 0 and below 1", "found 1.0");
        export[4] = "--abstain-at-precision=" + best;
        assertThat(winnow(export)).as(err).isZero();

        assertThat(winnow(
                        "export",
                        run("kinds"),
                        "--output",
                        folder.resolve("nothing").toString(),
                        "--half",
                        "--abstain-at-precision",
                        best))
                .isEqualTo(2);
        assertThat(err).contains("--half rounds them");
        assertThat(winnow(
                        "export",
                        run("kinds"),
                        "--output",
                        folder.resolve("nothing").toString(),
                        "--accept-changed-data"))
                .isEqualTo(2);
        assertThat(err).contains("together with --calibrate");
        String[] plain = {
            "export", run("plain"), "--output", folder.resolve("nothing").toString(), "--calibrate"
        };
        assertThat(winnow(plain)).isEqualTo(2);
        assertThat(err).contains("was trained without any", "data.split", "leave out --calibrate");
        assertThat(winnow("export", run("kinds"), "--output", plain[3], "--calibrate", "--encoder"))
                .isEqualTo(2);
        assertThat(err).contains("Only the probabilities of a classifier can be calibrated");
        assertThat(Files.readString(Path.of(export("plain", "--format", "onnx"), "README.md")))
                .contains("were not calibrated");
    }
}
