package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exports and uses class centers, raw and averaged weights, and encoders of small runs. */
class ChosenModelTest extends OnSmallRuns {
    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "moco", "mlcd", "supervised");
    }

    private static NDArray only(Map<String, NDArray> weights, String end) {
        return weights.entrySet().stream()
                .filter(each -> each.getKey().endsWith(end))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** The expected cosines are those of {@code W f(x) + b} (a head of one layer) with the centers of the checkpoint, computed here. */
    @Test
    void classCentersAreExportedWithTheEncoderOfMlcd() throws IOException {
        Path bundle = Path.of(export("mlcd", "--centers"));
        JsonNode model =
                new ObjectMapper().readTree(bundle.resolve("model.json").toFile());
        assertThat(model.get("kind").asText()).isEqualTo("CENTERS");
        assertThat(model.get("dimension").asInt()).isEqualTo(6);
        FinishedRun run = FinishedRun.open(Path.of(run("mlcd")));
        Path checkpoint = run.checkpoint(WeightsChoice.LAST).folder();
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(run.encoder().data());
                Embedder encoder =
                        Embedder.load(run.encoder().network(), data.preprocessing(), run.encoderFile(), manager)) {
            Map<String, NDArray> weights = SafeTensors.read(checkpoint.resolve("model.safetensors"), manager);
            NDArray centers = SafeTensors.read(checkpoint.resolve("objective.safetensors"), manager)
                    .get("centers");
            NDArray vectors = encoder.embed(data, TaskData.Part.TEST, manager)
                    .matMul(only(weights, "head.0.weight").transpose())
                    .add(only(weights, "head.0.bias"));
            NDArray cosines = vectors.matMul(centers.transpose())
                    .div(vectors.square().sum(new int[] {1}, true).sqrt())
                    .div(centers.square().sum(new int[] {1}).sqrt());
            for (String path : List.of(run("mlcd"), bundle.toString(), bundle + "/onnx/model.onnx")) {
                List<String> arguments = new ArrayList<>(
                        List.of("predict", path, folder.resolve("test").toString(), "--top", "2"));
                if (path.equals(run("mlcd"))) {
                    arguments.add("--centers");
                }
                assertThat(winnow(arguments.toArray(String[]::new))).as(err).isZero();
                String[] lines = out.strip().split("\n", -1);
                for (int i = 0; i < lines.length; i++) {
                    JsonNode nearest = new ObjectMapper().readTree(lines[i]).get("centers");
                    assertThat(nearest).hasSize(2);
                    NDArray row = cosines.get(i);
                    assertThat((float) nearest.get(0).get("cosine").asDouble())
                            .isCloseTo(row.max().getFloat(), within(1e-5f));
                    for (JsonNode each : nearest) {
                        assertThat((float) each.get("cosine").asDouble())
                                .isCloseTo(row.getFloat(each.get("center").asInt()), within(1e-5f));
                    }
                }
            }
        }
        assertThat(winnow(
                        "export",
                        run("supervised"),
                        "--output",
                        folder.resolve("no").toString(),
                        "--centers"))
                .isEqualTo(2);
        assertThat(err).contains("no class centers");
    }

    @Test
    void rawAndAveragedWeightsOfAnyStepAreExported() throws IOException {
        Path checkpoint = FinishedRun.open(Path.of(run("supervised")))
                .checkpoint(WeightsChoice.LAST)
                .folder();
        Map<String, String> expected = Map.of(
                "", "average",
                "--weights,average", "average",
                "--weights,raw", "model",
                "--checkpoint,2,--weights,raw", "model");
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Map.Entry<String, String> each : expected.entrySet()) {
                List<String> more = new ArrayList<>(List.of("--format", "safetensors"));
                if (!each.getKey().isEmpty()) {
                    more.addAll(List.of(each.getKey().split(",", -1)));
                }
                Path bundle = Path.of(export("supervised", more.toArray(String[]::new)));
                Map<String, NDArray> found = SafeTensors.read(bundle.resolve("safetensors/model.safetensors"), manager);
                Map<String, NDArray> saved =
                        SafeTensors.read(checkpoint.resolve(each.getValue() + ".safetensors"), manager);
                assertThat(found.keySet()).isEqualTo(saved.keySet());
                saved.forEach((name, array) -> assertThat(found.get(name)).isEqualTo(array));
                assertThat(new ObjectMapper()
                                .readTree(bundle.resolve("model.json").toFile())
                                .get("weights")
                                .asText())
                        .isEqualTo(each.getValue().equals("model") ? "raw" : "average");
            }
            NDArray raw = only(SafeTensors.read(checkpoint.resolve("model.safetensors"), manager), "head.weight");
            NDArray average = only(SafeTensors.read(checkpoint.resolve("average.safetensors"), manager), "head.weight");
            assertThat(raw.sub(average).abs().max().getFloat()).isGreaterThan(1e-6f);
        }
        assertThat(winnow(
                        "export", run("moco"), "--output", folder.resolve("no").toString(), "--weights", "average"))
                .isEqualTo(2);
        assertThat(err).contains("ema_decay");
    }

    @Test
    void anExportedEncoderIsEvaluatedLikeItsRun() throws IOException {
        Path bundle = Path.of(export("mlcd", "--encoder", "--format", "onnx,torchscript"));
        String train = folder.resolve("train").toString();
        String test = folder.resolve("test").toString();
        assertThat(winnow("evaluate", run("mlcd"), "--json")).as(err).isZero();
        JsonNode live = new ObjectMapper().readTree(out);
        for (String file : List.of("onnx/model.onnx", "torchscript/model.pt")) {
            assertThat(winnow(
                            "evaluate",
                            bundle.resolve(file).toString(),
                            "--data",
                            test,
                            "--train",
                            train,
                            "--set",
                            "neighbours=3",
                            "--set",
                            "linear.max_iterations=3",
                            "--json"))
                    .as(err)
                    .isZero();
            JsonNode found = new ObjectMapper().readTree(out);
            assertThat(found.fieldNames()).toIterable().containsExactlyElementsOf(live::fieldNames);
            live.fieldNames()
                    .forEachRemaining(metric -> assertThat(found.get(metric).asDouble())
                            .as(metric)
                            .isCloseTo(live.get(metric).asDouble(), within(1e-6)));
        }
        assertThat(winnow("evaluate", bundle.toString(), "--data", test)).isEqualTo(2);
        assertThat(err).contains("--train");
    }
}
