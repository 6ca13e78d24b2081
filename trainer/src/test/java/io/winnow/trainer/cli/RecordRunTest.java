package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.run.MetricsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on images that a file of records lists, with labels of every kind, from the command line. */
class RecordRunTest {
    private static final int SIZE = 8;
    private static final int IMAGES = 60;

    @TempDir
    static Path folder;

    private static Path records;

    /** Grey images whose brightness rises; two images of one patient each. */
    @BeforeAll
    static void write() throws IOException {
        StringBuilder csv = new StringBuilder(
                "image,patient,dark,light,level,brightness,first,second,third,candidates,shares,quality\n");
        Random random = new Random(5);
        for (int i = 0; i < IMAGES; i++) {
            int brightness = 30 + 3 * i;
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
            for (int p = 0; p < SIZE * SIZE; p++) {
                image.getRaster().setSample(p % SIZE, p / SIZE, 0, brightness + random.nextInt(20));
            }
            ImageIO.write(image, "png", folder.resolve("i%02d.png".formatted(i)).toFile());
            boolean dark = i < IMAGES / 2;
            String level = i < 20 ? "low" : i < 40 ? "middle" : "high";
            String own = dark ? "dark" : "light";
            String other = dark ? "light" : "dark";
            csv.append(String.format(
                    Locale.ROOT,
                    "i%02d.png,p%d,%d,%s,%s,%s,%s,%s,%s,%s,\"{'%s': 0.75, '%s': 0.25}\",%s%n",
                    i,
                    i / 2,
                    dark ? 1 : 0,
                    i % 7 == 0 ? "" : dark ? "0" : "1",
                    level,
                    i % 9 == 0 ? "" : Integer.toString(brightness),
                    own,
                    own,
                    i % 5 == 0 ? other : own,
                    i % 3 == 0 ? own : own + "|grey",
                    own,
                    other,
                    i % 2 == 0 ? "good" : "poor"));
        }
        records = Files.writeString(folder.resolve("records.csv"), csv);
    }

    private static JsonNode train(String name, String labels) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: listed_images
                    file: %s
                    files: {columns: image}
                    channels: 1
                    image_size: 8
                    group: patient
                    labels: {answer: %s}
                    split: {shares: {train: 0.6, validation: 0.2, test: 0.2}}
                    weight: {column: quality, map: {good: 1, poor: 0.5}}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 80}, batch_size: 12, optimizer: {kind: adamw, learning_rate: 0.01}}
                """.formatted(records, labels));
        CommandRun trained = CommandRun.of(
                "train", config.toString(), "--run-dir", folder.resolve("runs").toString(), "--name", name, "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
        return new ObjectMapper().readTree(trained.out());
    }

    private static JsonNode predict(String name) throws IOException {
        CommandRun predicted = CommandRun.of(
                "predict",
                folder.resolve("runs").resolve(name).toString(),
                folder.resolve("i59.png").toString());
        assertThat(predicted.code()).as(predicted.err()).isZero();
        return new ObjectMapper().readTree(predicted.out());
    }

    private static double figure(JsonNode result, String name) {
        return result.get("metrics").get(name).asDouble();
    }

    private static double constant(JsonNode result, String name) {
        return result.get("baselines").get("constant").get(name).asDouble();
    }

    @Test
    void severalLabelsOfWhichSomeAreMissing() throws IOException {
        JsonNode result = train("sets", "{kind: multi, columns: [dark, light], no: ['0']}");
        assertThat(figure(result, "map")).isGreaterThan(constant(result, "map"));
        assertThat(figure(result, "known_share")).isBetween(0.8, 0.99);
        assertThat(result.get("metrics").has("of1_tuned")).isTrue();
        JsonNode line = predict("sets");
        assertThat(line.get("labels").get(0).asText()).isEqualTo("light");
        assertThat(line.get("predictions").get(0).get("threshold").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void levels() throws IOException {
        JsonNode result = train("levels", "{kind: ordinal, column: level, levels: [low, middle, high]}");
        assertThat(figure(result, "qwk")).isGreaterThan(0.5);
        assertThat(predict("levels").get("level").asText()).isEqualTo("high");
        assertThat(predict("levels").get("probabilities")).hasSize(3);
    }

    @Test
    void numbersOfWhichSomeAreMissing() throws IOException {
        JsonNode result = train("numbers", "{kind: number, column: brightness}");
        assertThat(figure(result, "mae")).isLessThan(constant(result, "mae"));
        assertThat(predict("numbers").get("values").get("answer").asDouble()).isGreaterThan(130);
    }

    @Test
    void votesAreAggregated() throws IOException {
        for (String how : List.of("shares", "dawid_skene")) {
            JsonNode result =
                    train("votes-" + how, "{kind: votes, columns: [first, second, third], aggregate: " + how + "}");
            assertThat(figure(result, "accuracy")).isGreaterThan(0.8);
            assertThat(figure(result, "kl")).isLessThan(constant(result, "kl"));
            assertThat(predict("votes-" + how)
                            .get("predictions")
                            .get(0)
                            .get("label")
                            .asText())
                    .isEqualTo("light");
        }
    }

    @Test
    void candidates() throws IOException {
        JsonNode result = train("candidates", "{kind: partial, column: candidates, separator: '|'}");
        assertThat(figure(result, "candidate_log_loss")).isLessThan(constant(result, "candidate_log_loss"));
    }

    @Test
    void distributions() throws IOException {
        JsonNode result = train("soft", "{kind: soft, column: shares, literal: true}");
        assertThat(figure(result, "kl")).isLessThan(constant(result, "kl"));
    }

    /** Every kind of labels is judged on the validation part after each epoch; the lists are those of the most important metrics. */
    @Test
    void trainingsOnAnyLabelsAreValidated() throws IOException {
        for (List<String> each : List.of(
                List.of("valid-sets", "{kind: multi, columns: [dark, light], no: ['0']}", "map"),
                List.of("valid-levels", "{kind: ordinal, column: level, levels: [low, middle, high]}", "qwk"),
                List.of("valid-numbers", "{kind: number, column: brightness}", "mae"))) {
            train(each.get(0), each.get(1));
            assertThat(validations(each.get(0), each.get(2))).hasSizeGreaterThan(20);
        }
    }

    /** Rows of the same records, with classes that are drawn equally often. */
    @Test
    void rowsAreValidated() throws IOException {
        Path config = Files.writeString(folder.resolve("rows.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    file: %s
                    columns: [quality, level]
                    labels: {answer: {kind: class, column: first}}
                    split: {shares: {train: 0.6, validation: 0.2, test: 0.2}}
                  classify:
                    encoder: {kind: row_mlp}
                    class_weights: {weights: {dark: 2}}
                    sampling: {kind: balanced}
                    training:
                      duration: {epochs: 3}
                      batch_size: 12
                      optimizer: {kind: adamw, learning_rate: 0.01}
                      early_stopping: {metric: validation/nll, select: best}
                  frozen: {enabled: false}
                """.formatted(records));
        String[] command = {
            "train", config.toString(), "--run-dir", folder.resolve("runs").toString(), "--name", "rows"
        };
        CommandRun trained = CommandRun.of(command);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("weights of the best step");
        assertThat(validations("rows", "nll")).hasSize(3);
        Files.writeString(config, Files.readString(config).replace("dark: 2", "drak: 2"));
        CommandRun wrong = CommandRun.of("train", config.toString(), "--dry-run");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("recipe.classify.class_weights")
                .contains("'drak'")
                .contains("did you mean 'dark'?");
        wrong = CommandRun.of(
                "train", config.toString(), "--dry-run", "--set", "recipe.classify.training.precision=bfloat16");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("recipe.classify.training.precision", "must be float32", "found bfloat16");
    }

    private static List<Double> validations(String name, String metric) throws IOException {
        return MetricsFile.read(folder.resolve("runs").resolve(name).resolve("metrics.jsonl")).stream()
                .map(event -> event.values().get("validation/" + metric))
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void theDivisionIsWrittenAndKeepsGroupsTogether() throws IOException {
        train("class", "{kind: class, column: first}");
        List<String> lines = Files.readAllLines(folder.resolve("runs/class/split.csv"));
        assertThat(lines).hasSize(IMAGES + 1).first().isEqualTo("key,part");
        for (int i = 0; i < IMAGES; i += 2) {
            assertThat(part(lines, i)).isEqualTo(part(lines, i + 1));
        }
    }

    private static String part(List<String> lines, int image) {
        String key = "i%02d.png,".formatted(image);
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .orElseThrow()
                .substring(key.length());
    }
}
