package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs whose workers do each step together: their checkpoints are those of one machine. */
class TogetherRunTest extends OnCommandLine {
    private static final String EMBED = "stages/1-embed";
    private static final String DISCRIMINATE = "stages/4-discriminate";

    private static int together(String... more) {
        return train(
                folder.resolve("tiny.yaml"),
                folder.resolve("runs"),
                "together",
                Stream.concat(
                                Stream.of(
                                        "--on",
                                        "simulated[2]",
                                        "--set",
                                        "rounds={steps: 2, outer: {kind: synchronous}}",
                                        "--set",
                                        "checkpoints={every: {steps: 2}, keep: 3}"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void checkpointsAreThoseOfOneMachine() throws IOException {
        tinyConfig();
        assertThat(together()).as(err).isZero();
        Path run = folder.resolve("runs/together");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> moco = objective(run.resolve(EMBED), manager);
            assertThat(moco).containsOnlyKeys("queue", "position", "key_values", "key_statistics");
            // Three batches of 16 keys have entered the queue of 32.
            assertThat(moco.get("position").toLongArray()).containsExactly(16);
            Map<String, NDArray> mlcd = objective(run.resolve(DISCRIMINATE), manager);
            assertThat(mlcd).containsOnlyKeys("centers.0", "momentum.0", "centers.1", "momentum.1");
            assertThat(mlcd.get("centers.1").getShape()).isEqualTo(new Shape(3, 8));
        }
        Path exported = folder.resolve("exported");
        assertThat(winnow("export", run.toString(), "--centers", "--format", "onnx", "--output", exported.toString()))
                .as(err)
                .isZero();
        assertThat(Files.readString(exported.resolve("model.json"))).containsPattern("\"dimension\" *: *6");

        for (String stage : List.of(EMBED, DISCRIMINATE)) {
            byte[] weights = Files.readAllBytes(run.resolve(stage).resolve("encoder.safetensors"));
            AtomicFiles.delete(run.resolve(stage).resolve("checkpoints/step-00000003"));
            Files.delete(run.resolve(stage).resolve("encoder.safetensors"));
            Files.delete(run.resolve(stage).resolve("stage.json"));
            Files.delete(run.resolve("result.json"));
            assertThat(together("--resume")).as(err).isZero();
            assertThat(Files.readString(run.resolve("log.txt")))
                    .contains("Stage " + run.resolve(stage).getFileName() + " resumes from step 2.");
            assertThat(Files.readAllBytes(run.resolve(stage).resolve("encoder.safetensors")))
                    .isEqualTo(weights);
        }
    }

    /** Returns the state besides the model in the last checkpoint of a stage, which has no files of workers. */
    private static Map<String, NDArray> objective(Path stage, NDManager manager) throws IOException {
        Path checkpoint = stage.resolve("checkpoints/step-00000003");
        try (Stream<Path> files = Files.list(checkpoint)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "model.safetensors",
                            "optimizer.safetensors",
                            "objective.safetensors",
                            "state.json",
                            "checksums");
        }
        return SafeTensors.read(checkpoint.resolve("objective.safetensors"), manager);
    }
}
