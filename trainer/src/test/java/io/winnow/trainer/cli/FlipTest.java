package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Test-time flips of a classifier that was trained with strong views and both kinds of mixtures, and of its export. */
class FlipTest extends OnSmallRuns {
    private static String exported;

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "moco");
        Path config = Files.writeString(
                folder.resolve("mixed.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {train: %s, test: %s, image_size: 16}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    mixup: 0.2
                    cutmix: 1
                    mixing_probability: 0.8
                    augmentation: {kind: rand_augment, erasing: {fill: random}}
                    training: {duration: {steps: 6}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString()))
                .as(err)
                .isZero();
        exported = export("mixed");
        for (Path image : images(folder.resolve("test"))) {
            Path target =
                    folder.resolve("mirrored").resolve(folder.resolve("test").relativize(image));
            Files.createDirectories(target.getParent());
            BufferedImage plain = ImageIO.read(image.toFile());
            BufferedImage mirrored = new BufferedImage(plain.getWidth(), plain.getHeight(), plain.getType());
            for (int y = 0; y < plain.getHeight(); y++) {
                for (int x = 0; x < plain.getWidth(); x++) {
                    mirrored.setRGB(plain.getWidth() - 1 - x, y, plain.getRGB(x, y));
                }
            }
            ImageIO.write(mirrored, "png", target.toFile());
        }
    }

    /** Probabilities by image and class. */
    private static Map<String, Double> predictions(String model, String images, String... more) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("predict", model, folder.resolve(images).toString(), "--top", "9"), Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(arguments)).as(err).isZero();
        Map<String, Double> all = new TreeMap<>();
        for (String line : out.strip().split("\n", -1)) {
            JsonNode node = new ObjectMapper().readTree(line);
            node.get("predictions")
                    .forEach(each -> all.put(
                            node.get("key").asText() + " " + each.get("label").asText(),
                            each.get("probability").asDouble()));
        }
        return all;
    }

    @Test
    void predictionsAreMeansOverTheImageAndItsMirrorImage() throws IOException {
        for (String model : new String[] {run("mixed"), exported}) {
            Map<String, Double> plain = predictions(model, "test");
            Map<String, Double> mirrored = predictions(model, "mirrored");
            Map<String, Double> flipped = predictions(model, "test", "--flip");
            assertThat(mirrored.keySet()).isEqualTo(plain.keySet());
            assertThat(mirrored).isNotEqualTo(plain);
            assertThat(flipped.keySet()).isEqualTo(plain.keySet());
            flipped.forEach((key, probability) ->
                    assertThat(probability).as(key).isCloseTo((plain.get(key) + mirrored.get(key)) / 2, within(2e-6)));
        }
    }

    @Test
    void evaluationsOfTheRunAndOfItsExportAgree() throws IOException {
        String test = folder.resolve("test").toString();
        JsonNode own = evaluated(run("mixed"), "--flip");
        assertThat(own.get("nll").asDouble())
                .isNotEqualTo(evaluated(run("mixed")).get("nll").asDouble());
        for (JsonNode other : new JsonNode[] {
            evaluated(run("mixed"), "--flip", "--data", test), evaluated(exported, "--flip", "--data", test)
        }) {
            own.properties()
                    .forEach(metric -> assertThat(other.get(metric.getKey()).asDouble())
                            .as(metric.getKey())
                            .isCloseTo(metric.getValue().asDouble(), within(1e-5)));
        }
    }

    /** A run whose configuration asks for flips has the figures of another one with --flip. */
    @Test
    void aConfigurationAsksForFlips() throws IOException {
        assertThat(winnow(
                        "train",
                        folder.resolve("mixed.yaml").toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--name",
                        "flips",
                        "--set",
                        "recipe.classify.test_flip=true"))
                .as(err)
                .isZero();
        JsonNode wanted = evaluated(run("mixed"), "--flip");
        for (JsonNode found : new JsonNode[] {
            result("flips").path("metrics"),
            evaluated(run("flips")),
            evaluated(run("flips"), "--data", folder.resolve("test").toString())
        }) {
            wanted.properties()
                    .forEach(metric -> assertThat(found.get(metric.getKey()).asDouble())
                            .as(metric.getKey())
                            .isCloseTo(metric.getValue().asDouble(), within(1e-6)));
        }
    }

    private static JsonNode evaluated(String model, String... more) throws IOException {
        String[] arguments = Stream.concat(Stream.of("evaluate", model, "--json"), Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(arguments)).as(err).isZero();
        return new ObjectMapper().readTree(out);
    }

    @Test
    void encodersAreRefused() throws IOException {
        String test = folder.resolve("test").toString();
        for (String model : new String[] {run("moco"), export("moco")}) {
            assertThat(winnow("predict", model, test, "--flip")).isEqualTo(2);
            assertThat(err)
                    .contains("--flip can only be used for a classifier of images")
                    .contains("an encoder");
            assertThat(winnow("evaluate", model, "--data", test, "--flip")).isEqualTo(2);
            assertThat(err).contains("--flip can only be used for a classifier of images");
        }
        assertThat(winnow("evaluate", run("moco"), "--flip")).isEqualTo(2);
        assertThat(err).contains("--flip can only be used for a classifier of images");
    }
}
