package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by samples of the classes, from the command line. */
class SampledRunTest {
    @TempDir
    static Path folder;

    private static String config;

    /** The numbers of a row are the sum of vectors of its two classes. */
    @BeforeAll
    static void write() throws IOException {
        Random random = new Random(1);
        double[][] vectors = new double[60][6];
        for (double[] vector : vectors) {
            for (int d = 0; d < vector.length; d++) {
                vector[d] = random.nextGaussian();
            }
        }
        StringBuilder rows = new StringBuilder("key,x0,x1,x2,x3,x4,x5,labels\n");
        for (int i = 0; i < 300; i++) {
            int one = random.nextInt(60);
            int other = (one + 1 + random.nextInt(59)) % 60;
            rows.append('r').append(i);
            for (int d = 0; d < 6; d++) {
                rows.append(String.format(Locale.ROOT, ",%.3f", vectors[one][d] + vectors[other][d]));
            }
            rows.append(",c").append(one).append("|c").append(other).append('\n');
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), rows);
        config = Files.writeString(folder.resolve("sampled.yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: rows
                file: %s
                key: key
                labels: {labels: {kind: multi, separator: "|", unlisted: negative}}
                split: {shares: {train: 0.7, validation: 0.1, test: 0.2}}
              frozen: {enabled: false}
              classify:
                encoder: {kind: row_mlp, hidden: [16], dropout: 0}
                loss: {kind: sampled, negatives: 8}
                training:
                  duration: {steps: 40}
                  batch_size: 16
                  precision: float32
                  accumulate: 2
                  optimizer: {kind: adamw, learning_rate: 0.03}
            checkpoints: {every: {steps: 20}}
            """.formatted(data))
                .toString();
    }

    private static CommandRun train(String name, String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of("train", config, "--run-dir", folder.toString(), "--name", name), Stream.of(more))
                .toArray(String[]::new));
    }

    private static double metric(String name, String metric) throws IOException {
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve(name).resolve("result.json").toFile());
        return result.at("/metrics/" + metric).asDouble();
    }

    /** A random ranking has a P@1 of 1/30. The optimizer's state of the sampled classes belongs to the checkpoint. */
    @Test
    void learnsAndResumes() throws IOException {
        CommandRun run = train("whole");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(metric("whole", "precision_at_1")).isGreaterThan(0.2);
        Path stage = folder.resolve("whole/stages/1-classify");
        byte[] weights = Files.readAllBytes(stage.resolve("classifier.safetensors"));
        AtomicFiles.delete(stage.resolve("checkpoints/step-00000040"));
        for (String file : new String[] {"classifier.safetensors", "encoder.safetensors", "stage.json"}) {
            Files.delete(stage.resolve(file));
        }
        AtomicFiles.delete(folder.resolve("whole/stages/2-evaluate"));
        Files.delete(folder.resolve("whole/result.json"));
        run = train("whole", "--resume");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(folder.resolve("whole/log.txt"))).contains("resumes from step 20");
        assertThat(Files.readAllBytes(stage.resolve("classifier.safetensors"))).isEqualTo(weights);
    }

    /** Momentum of SGD, and an encoder of which nothing is trained, so that the head is all that learns. */
    @Test
    void theHeadAloneIsTrained() throws IOException {
        CommandRun run = train(
                "frozen",
                "--set",
                "recipe.classify.fine_tune={freeze: all}",
                "--set",
                "recipe.classify.training.optimizer={kind: sgd, learning_rate: 5}");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(metric("frozen", "precision_at_1")).isGreaterThan(0.1);
    }

    @Test
    void mistakesAreExplained() {
        String[][] mistakes = {
            {"recipe.classify.training.optimizer={kind: rmsprop, learning_rate: 0.1}", "adamw, or sgd without nesterov"
            },
            {"recipe.classify.training.ema_decay=0.9", "ema_decay"},
            {"recipe.classify.training.precision=float16", "must not be float16"},
            {"recipe.classify.class_weights={kind: inverse_frequency}", "class_weights"},
            {"recipe.classify.mixup=0.2", "no meaning for mixtures"},
            {"recipe.classify.union={}", "no meaning for unions"},
            {"recipe.classify.loss.negatives=0", "negatives"}
        };
        for (String[] mistake : mistakes) {
            CommandRun run = train("bad", "--set", mistake[0]);
            assertThat(run.code()).as(mistake[0]).isEqualTo(Winnow.WRONG_INPUT);
            assertThat(run.err()).contains(mistake[1]);
        }
    }
}
