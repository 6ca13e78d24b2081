package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.recipe.Representations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several trainings from different random weights, and a last one that learns what they agree on. */
class DiscoverStartsTest {
    private static final String CONFIG = """
            device: cpu
            logging: {tensorboard: false}
            recipe:
              kind: discover
              data:
                kind: rows
                train: %s
                test: %s
                labels: {class: {kind: class}}
              hide: {old: 0.5, labelled: 0.4, first: true}
              classes: 4
              discover:
                starts: 3
                training: {duration: {epochs: 1}, batch_size: 20, optimizer: {kind: sgd, learning_rate: 0.1}}
            """;

    @TempDir
    private static Path folder;

    /** The training with the largest mean cosine, which is computed here from its weights, orders the new classes of the last training. */
    @Test
    void aLastTrainingLearnsWhatSeveralAgreeOn() throws IOException {
        CounterRandom random = CounterRandom.of(9);
        StringBuilder lines = new StringBuilder("a,b,c,d,class\n");
        for (int i = 0; i < 60; i++) {
            for (int d = 0; d < 4; d++) {
                lines.append((d == i % 4 ? 1 : 0) + random.nextDouble()).append(',');
            }
            lines.append("class-").append(i % 4).append('\n');
        }
        Path rows = Files.writeString(folder.resolve("rows.csv"), lines);
        Path config = Files.writeString(folder.resolve("several.yaml"), CONFIG.formatted(rows, rows));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString());
        assertThat(done.code()).as(done.err()).isZero();
        Path stages = folder.resolve("several/stages");
        float[][] vectors = UnitRows.of(read(stages.resolve("1-vectors")));
        List<String> given = Files.readAllLines(stages.resolve("6-discover/classes.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[1])
                .toList();
        double most = -1;
        String best = "";
        Set<Double> different = new HashSet<>();
        for (int start = 1; start <= 3; start++) {
            Path stage = stages.resolve(start + 2 + "-start-" + start);
            double cosine = nearness(vectors, given, stage.resolve("head.safetensors"));
            assertThat(new ObjectMapper()
                            .readTree(stage.resolve("stage.json").toFile())
                            .at("/metrics/cosine")
                            .asDouble())
                    .isCloseTo(cosine, within(1e-5));
            different.add(cosine);
            best = cosine > most ? "start-" + start : best;
            most = Math.max(most, cosine);
        }
        assertThat(different).as("other random weights").hasSize(3);
        assertThat(Files.readString(folder.resolve("several/log.txt")))
                .contains("learns what 3 trainings agree on, with the new classes in the order of " + best);
        different.add(nearness(vectors, given, stages.resolve("6-discover/head.safetensors")));
        assertThat(different).as("a training of its own").hasSize(4);
    }

    private static NDArray read(Path stage) throws IOException {
        return Representations.train(stage, NDManager.newBaseManager());
    }

    /** Mean cosine of x + W x + b to the nearest class, over the rows without a label. */
    private static double nearness(float[][] vectors, List<String> given, Path head) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> weights = SafeTensors.read(head, manager);
            float[][] correction = Tensors.rows(weights.get("adapter.correction.weight"));
            float[] bias = weights.get("adapter.correction.bias").toFloatArray();
            float[][] classes = Tensors.rows(weights.get("classes.weight"));
            double sum = 0;
            int count = 0;
            for (int i = 0; i < vectors.length; i++) {
                if (!given.get(i).isEmpty()) {
                    continue;
                }
                double[] x = new double[bias.length];
                for (int d = 0; d < x.length; d++) {
                    x[d] = vectors[i][d] + bias[d];
                    for (int e = 0; e < x.length; e++) {
                        x[d] += correction[d][e] * vectors[i][e];
                    }
                }
                double nearest = -1;
                for (float[] each : classes) {
                    double dot = 0;
                    double xx = 0;
                    double ww = 0;
                    for (int d = 0; d < x.length; d++) {
                        dot += x[d] * each[d];
                        xx += x[d] * x[d];
                        ww += each[d] * each[d];
                    }
                    nearest = Math.max(nearest, dot / Math.sqrt(xx * ww));
                }
                sum += nearest;
                count++;
            }
            return sum / count;
        }
    }
}
