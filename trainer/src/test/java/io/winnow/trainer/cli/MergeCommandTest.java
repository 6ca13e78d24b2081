package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MergeCommandTest extends OnSmallRuns {
    private static final String CLASSIFIER = "stages/1-classify/classifier.safetensors";

    @BeforeAll
    static void trainSmallRuns() throws IOException {
        SmallRuns.train(folder, "supervised", "moco");
        again("faster", "recipe.classify.training.optimizer.learning_rate=0.2");
        again("elsewhere", "seed=2");
    }

    private static void again(String name, String change) {
        String config = folder.resolve("supervised.yaml").toString();
        String runs = folder.resolve("runs").toString();
        assertThat(winnow("train", config, "--run-dir", runs, "--name", name, "--set", change))
                .as(err)
                .isZero();
    }

    private static int merge(String a, String b, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("merge", a, b, "--out", run(name)));
        arguments.addAll(List.of(more));
        return winnow(arguments.toArray(String[]::new));
    }

    @Test
    void theMeanIsThatOfTheWeightsAndTheRunCanBeUsedLikeAnyOther() throws IOException {
        assertThat(merge(run("supervised"), run("faster"), "mean", "--kind", "mean", "--share", "0.25"))
                .as(err)
                .isZero();
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> a = weights("supervised", manager);
            Map<String, NDArray> b = weights("faster", manager);
            Map<String, NDArray> merged = weights("mean", manager);
            assertThat(merged.keySet()).isEqualTo(a.keySet());
            merged.forEach((name, array) -> {
                float[] x = a.get(name).toFloatArray();
                float[] y = b.get(name).toFloatArray();
                float[] found = array.toFloatArray();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).as(name).isCloseTo(0.75f * x[i] + 0.25f * y[i], within(1e-6f));
                }
            });
        }
        assertThat(winnow("evaluate", run("mean"), "--json")).as(err).isZero();
        double accuracy = new ObjectMapper().readTree(out).get("accuracy").asDouble();
        String config = folder.resolve("supervised.yaml").toString();
        String runs = folder.resolve("runs").toString();
        assertThat(winnow("train", config, "--run-dir", runs, "--name", "mean", "--resume"))
                .as(err)
                .isZero();
        assertThat(result("mean").get("metrics").get("accuracy").asDouble()).isEqualTo(accuracy);
    }

    @Test
    void mergedExportsComputeWhatAnExportOfTheMergedRunComputes() throws IOException {
        assertThat(merge(run("supervised"), run("faster"), "sphere")).as(err).isZero();
        assertThat(out).contains("spherical_tensors").contains("least_cosine");
        Path whole = Path.of(export("sphere"));
        assertThat(merge(export("supervised"), export("faster"), "bundle"))
                .as(err)
                .isZero();
        List<Double> expected = predictions(run("sphere"));
        for (String file : List.of("", "torchscript/model.pt", "onnx/model.onnx")) {
            assertThat(predictions(whole.resolve(file).toString())).hasSameSizeAs(expected);
            List<Double> found =
                    predictions(Path.of(run("bundle")).resolve(file).toString());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i)).as(file).isCloseTo(expected.get(i), within(1e-5));
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            String place = "safetensors/model.safetensors";
            Map<String, NDArray> own = SafeTensors.read(Path.of(run("bundle"), place), manager);
            SafeTensors.read(whole.resolve(place), manager)
                    .forEach((name, array) -> assertThat(
                                    own.get(name).sub(array).abs().max().getFloat())
                            .as(name)
                            .isLessThan(1e-6f));
        }
        assertThat(Path.of(run("bundle"), "parity.json")).doesNotExist();
        assertThat(Files.readString(Path.of(run("bundle"), "model.json"))).contains("\"bundle\"");
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsWritten() throws IOException {
        refused(run("supervised"), run("elsewhere"), "have nothing in common");
        refused(run("supervised"), run("moco"), "different encoders");
        refused(run("supervised"), run("supervised"), "named twice");
        refused(run("supervised"), export("supervised", "--format", "onnx"), "is an export, but");
        refused(run("supervised"), folder.resolve("train").toString(), "not the folder of a run");
        assertThat(merge(run("supervised"), run("faster"), "moco")).isEqualTo(2);
        assertThat(err).contains("exists already");
        assertThat(merge(run("supervised"), run("faster"), "none", "--share", "1.5"))
                .isEqualTo(2);
        assertThat(err).contains("between 0 and 1");
    }

    private static void refused(String a, String b, String message) {
        assertThat(merge(a, b, "refused")).as(err).isEqualTo(2);
        assertThat(err).contains(message);
        assertThat(Path.of(run("refused"))).doesNotExist();
    }

    private static Map<String, NDArray> weights(String run, NDManager manager) throws IOException {
        return SafeTensors.read(Path.of(run(run), CLASSIFIER), manager);
    }

    private static List<Double> predictions(String model) throws IOException {
        assertThat(winnow("predict", model, folder.resolve("test").toString()))
                .as(err)
                .isZero();
        List<Double> all = new ArrayList<>();
        for (String line : out.lines().toList()) {
            JsonNode best = new ObjectMapper().readTree(line).get("predictions");
            for (JsonNode each : best) {
                all.add(each.get("probability").asDouble());
            }
        }
        return all;
    }
}
