package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of {@code winnow bench} and {@code winnow doctor}. */
class BenchAndDoctorTest extends OnCommandLine {
    @BeforeAll
    static void config() throws IOException {
        tinyConfig();
    }

    @Test
    void benchPrintsOneJsonObject() throws IOException {
        assertThat(winnow("bench", "decode", "--device", "cpu", "--rounds", "2", "--seconds", "0", "--json"))
                .as(err)
                .isZero();
        JsonNode report = new ObjectMapper().readTree(out);
        assertThat(report.get("device").asText()).isEqualTo("cpu");
        assertThat(report.get("machine").get("processors").asInt()).isPositive();
        assertThat(report.get("versions").get("pytorch").asText()).startsWith("2.");
        assertThat(report.get("measurements")).hasSize(4);
        JsonNode first = report.get("measurements").get(0);
        assertThat(first.get("workload").asText()).isEqualTo("decode jpg 32x32");
        assertThat(first.get("rate").get("median").asDouble()).isPositive();
        assertThat(first.get("product_gflops").get("median").asDouble()).isPositive();

        assertThat(winnow("bench", "vit-tine")).isEqualTo(2);
        assertThat(err).contains("'vit-tine'").contains("did you mean 'vit-tiny'");
        assertThat(winnow("bench", "decode", "--rounds", "0")).isEqualTo(2);
    }

    /** On a CPU, TF32 would silently be float32. */
    @Test
    void benchRejectsAPrecisionThatTheDeviceDoesNotSupport() {
        assertThat(winnow("bench", "vit-tiny", "--device", "cpu", "--precision", "tf32"))
                .isEqualTo(2);
        assertThat(err).contains("precision tf32 needs an NVIDIA GPU").contains("Use precision float32");
    }

    /** The memory for activations of a convolutional network is proportional to the area of the images. */
    @Test
    void doctorMeasuresTheMemoryPerExample() throws IOException {
        long[] perExample = new long[2];
        for (int i = 0; i < 2; i++) {
            assertThat(winnow(
                            "doctor",
                            "--fit",
                            folder.resolve("tiny.yaml").toString(),
                            "--json",
                            "--set",
                            "recipe.data.image_size=" + (i == 0 ? 64 : 128)))
                    .as(err)
                    .isZero();
            JsonNode fitted = new ObjectMapper().readTree(out);
            assertThat(fitted.get("trainings")).hasSize(2);
            // Memory for the parameters, the gradient, the momentum and the key network.
            JsonNode contrast = fitted.get("trainings").get(0);
            assertThat(contrast.get("arrays").asLong())
                    .isEqualTo(4 * 4 * contrast.get("parameters").asLong());
            JsonNode training = fitted.get("trainings").get(1);
            assertThat(training.get("stage").asText()).isEqualTo("discriminate");
            assertThat(training.get("batch").asInt()).isEqualTo(16);
            // Memory for the parameters, the gradient and the momentum.
            assertThat(training.get("arrays").asLong())
                    .isEqualTo(3 * 4 * training.get("parameters").asLong());
            perExample[i] = training.get("per_example").asLong();
        }
        assertThat((double) perExample[1] / perExample[0]).isBetween(2.0, 8.0);
    }

    /**
     * Compares the memory per example with and without checkpointed activations, in a process that maps and unmaps large arrays one by one,
     * so that its peak memory is that of the live arrays. With segments of 20 layers, about half of the memory is expected.
     */
    @Test
    void checkpointedActivationsNeedLessMemory() throws IOException, InterruptedException {
        long kept = perExample("engine.checkpoint_activations=false");
        long checkpointed = perExample("engine.checkpoint_activations=true");
        assertThat((double) checkpointed / kept).isBetween(0.2, 0.8);
    }

    private long perExample(String setting) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(WinnowProcess.command(List.of(
                "doctor",
                "--fit",
                folder.resolve("tiny.yaml").toString(),
                "--fit-stage",
                "discriminate",
                "--json",
                "--set",
                setting,
                "--set",
                "recipe.data.image_size=64",
                "--set",
                "recipe.discriminate.encoder={kind: resnet, depth: 20, width: 16}",
                "--set",
                "recipe.discriminate.start=random",
                "--set",
                "recipe.discriminate.training.batch_size=32")));
        builder.environment()
                .putAll(Map.of(
                        "MALLOC_MMAP_THRESHOLD_",
                        "65536",
                        "MALLOC_MMAP_MAX_",
                        "1000000",
                        "MALLOC_TRIM_THRESHOLD_",
                        "0"));
        builder.redirectError(folder.resolve("fit-errors.txt").toFile());
        Process process = builder.start();
        JsonNode footprint = new ObjectMapper().readTree(process.getInputStream());
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("fit-errors.txt")))
                .isZero();
        return footprint.get("per_example").asLong();
    }

    @Test
    void doctorDescribesTheMachine() {
        assertThat(winnow("doctor")).as(err).isZero();
        assertThat(out).containsIgnoringCase("pytorch").containsPattern("libtorch +\\S+, with(out)? CUDA, in .+");
    }
}
