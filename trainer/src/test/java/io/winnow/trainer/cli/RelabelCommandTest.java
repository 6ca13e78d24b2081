package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.example.CropBox;
import io.winnow.trainer.labelmap.LabelMaps;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Label maps of a small teacher, and trainings on them. */
class RelabelCommandTest extends OnSmallRuns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static String config;

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised", "moco");
        config = Files.writeString(
                        folder.resolve("student.yaml"), """
                            device: cpu
                            recipe:
                              kind: supervised
                              data: {train: %s, test: %s, image_size: 16}
                              classify:
                                encoder: {kind: resnet, depth: 8, width: 4}
                                augmentation: {kind: image, min_scale: 0.2}
                                training: {duration: {steps: 4}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
                              frozen: {enabled: false}
                            """.formatted(folder.resolve("train"), folder.resolve("test")))
                .toString();
        relabel("maps", config);
    }

    private static void relabel(String name, String data, String... more) {
        assertThat(command(name, data, more)).as(err).isZero();
    }

    private static int command(String name, String data, String... more) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "relabel",
                                run("supervised"),
                                data,
                                "--output",
                                folder.resolve(name).toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return winnow(arguments);
    }

    private static int student(String name, String... changes) {
        Stream<String> set = Stream.of(changes).flatMap(change -> Stream.of("--set", change));
        Stream<String> command =
                Stream.of("train", config, "--run-dir", folder.resolve("runs").toString(), "--name", name);
        return winnow(Stream.concat(command, set).toArray(String[]::new));
    }

    private static String maps(String more) {
        return "recipe.classify.label_maps={folder: " + folder.resolve("maps") + more + "}";
    }

    /** A repeated key is a mistake in the data, not damage. */
    @Test
    void aRepeatedKeyIsNamed() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("repeated"));
        try (Stream<Path> files = Files.list(folder.resolve("maps"))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.copy(each, copy.resolve(each.getFileName()));
            }
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(copy.resolve("labels.jsonl")));
        lines.set(2, lines.get(0));
        Files.write(copy.resolve("labels.jsonl"), lines);
        assertThatThrownBy(() -> LabelMaps.open(copy))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("labels.jsonl, line 3: the key '"
                        + JSON.readTree(lines.get(0)).get("key").asText() + "' occurs a second time");
    }

    /** The head is linear, and follows the mean over the places: the softmax of the mean of a map is the prediction. */
    @Test
    void theMeanOfAMapIsThePrediction() throws IOException {
        String images = folder.resolve("train").toString();
        assertThat(winnow("predict", run("supervised"), images, "--top", "9"))
                .as(err)
                .isZero();
        int compared = 0;
        try (LabelMaps maps = LabelMaps.open(folder.resolve("maps"))) {
            List<String> classes = maps.info().classes();
            for (String line : out.strip().split("\n", -1)) {
                JsonNode one = JSON.readTree(line);
                double[] logits = maps.of(one.get("key").asText()).pooled(CropBox.WHOLE);
                double sum = Arrays.stream(logits).map(Math::exp).sum();
                Map<String, Double> predicted = new HashMap<>();
                one.get("predictions")
                        .forEach(each -> predicted.put(
                                each.get("label").asText(),
                                each.get("probability").asDouble()));
                for (int c = 0; c < logits.length; c++) {
                    assertThat(Math.exp(logits[c]) / sum).isEqualTo(predicted.get(classes.get(c)), within(1e-4));
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(64 * classes.size());
            assertThat(maps.info().judged().get("teacher")).containsKey("accuracy");
        }
    }

    @Test
    void theListIsReadAsDescribedData() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("maps").resolve(LabelMaps.LABELS));
        assertThat(lines).hasSize(64);
        for (String line : lines) {
            JsonNode one = JSON.readTree(line);
            String given = one.get("given").get(0).asText();
            assertThat(one.get("key").asText()).startsWith(given + "/");
            assertThat(one.get("labels").get(0).asText()).isEqualTo(given);
            boolean seen = false;
            for (JsonNode each : one.get("seen")) {
                seen |= each.get("label").asText().equals(given);
                assertThat(each.get("box")).hasSize(4);
            }
            assertThat(one.get("agrees").asBoolean()).isEqualTo(seen);
        }
        Path described = Files.writeString(folder.resolve("described.yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: listed_images
                file: %s
                files: {columns: [key], root: %s}
                labels: {shapes: {kind: multi, column: labels, literal: true, unlisted: unknown}}
                split: {shares: {train: 0.5, test: 0.5}}
                image_size: 16
              classify:
                encoder: {kind: resnet, depth: 8, width: 4}
                loss: {kind: binary_cross_entropy, unknown: negative}
                training: {duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}
            """.formatted(
                        folder.resolve("maps").resolve(LabelMaps.LABELS), folder.resolve("train")));
        assertThat(winnow("train", described.toString(), "--dry-run")).as(err).isZero();
        List<String> sets = List.of(
                "train",
                described.toString(),
                "--run-dir",
                folder.resolve("runs").toString(),
                "--set",
                "recipe.classify.augmentation={kind: image, min_scale: 0.2}",
                "--set");
        assertThat(winnow(Stream.concat(sets.stream(), Stream.of(maps(", share: 0.1"), "--name", "sets"))
                        .toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(result("sets").at("/metrics/map").isNumber()).isTrue();
        assertThat(winnow(Stream.concat(sets.stream(), Stream.of(maps(", share: 0"), "--name", "none"))
                        .toArray(String[]::new)))
                .isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("share", "must be above 0 and at most 1; found 0.0");
    }

    @Test
    void allPoolingsTrain() throws IOException {
        for (String more :
                List.of("", ", pooling: global", ", target: single", ", temperature: 3, average: probabilities")) {
            String name = "student" + more.replaceAll("\\W+", "-");
            assertThat(student(name, maps(more))).as(err).isZero();
            assertThat(result(name).at("/metrics/accuracy").isNumber()).isTrue();
        }
        assertThat(student("mixed", maps(""), "recipe.classify.cutmix=1"))
                .as(err)
                .isZero();
    }

    @Test
    void fewLogitsOfEachPlaceAreStored() throws IOException {
        relabel("few", folder.resolve("train").toString(), "--top", "2", "--half");
        try (LabelMaps few = LabelMaps.open(folder.resolve("few"));
                LabelMaps all = LabelMaps.open(folder.resolve("maps"))) {
            assertThat(few.info().top()).isEqualTo(2);
            String key = JSON.readTree(Files.readAllLines(folder.resolve("few").resolve(LabelMaps.LABELS))
                            .get(0))
                    .get("key")
                    .asText();
            float largest = few.of(key).values()[0];
            double[] place = new double[all.info().classes().size()];
            for (int c = 0; c < place.length; c++) {
                place[c] = all.of(key).of(c)[0];
            }
            Arrays.sort(place);
            double others = Arrays.stream(place, 0, place.length - 2).average().orElseThrow();
            assertThat((double) largest).isEqualTo(place[place.length - 1] - others, within(0.01));
        }
        assertThat(err).contains("The teacher is not judged: there are no test images with labels");
        String more = maps("").replace("maps}", "few}");
        assertThat(student("of-few", more)).as(err).isZero();
    }

    @Test
    void aTeacherThatIsNoBetterIsRefused() {
        assertThat(command("gate", config, "--student", run("supervised"))).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("The teacher is not good enough", "by at least 5.0 points", "--margin");
        assertThat(folder.resolve("gate")).doesNotExist();
        relabel("gate", config, "--student", run("supervised"), "--margin", "0");
        assertThat(out).contains("teacher", "student", "labels on average");
    }

    /** Keys alone do not tell that images have changed since the maps were made. */
    @Test
    void mapsOfOtherPixelsAreRefused() throws IOException {
        Path copy = folder.resolve("changed");
        for (Path image : images(folder.resolve("train"))) {
            Path to = copy.resolve(folder.resolve("train").relativize(image));
            Files.createDirectories(to.getParent());
            Files.copy(image, to);
        }
        List<Path> copied = images(copy);
        Files.delete(copied.get(5));
        assertThat(student("fewer", maps(""), "recipe.data.train=" + copy))
                .as(err)
                .isZero();
        Files.copy(copied.get(1), copied.get(0), StandardCopyOption.REPLACE_EXISTING);
        assertThat(student("changed", maps(""), "recipe.data.train=" + copy)).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("that were made from other pixels than those of 1 of the 63 training images, such as");
    }

    /** The images whose given label the teacher does not see are those of the list that do not agree, the least sure first. */
    @Test
    void doubtfulImagesComeFirst() throws IOException {
        Map<String, Double> expected = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("maps").resolve(LabelMaps.LABELS))) {
            JsonNode one = JSON.readTree(line);
            if (!one.get("agrees").asBoolean()) {
                expected.put(one.get("key").asText(), one.get("given_share").asDouble());
            }
        }
        List<String> lines = Files.readAllLines(folder.resolve("maps").resolve(LabelMaps.DOUBTFUL));
        assertThat(lines.get(0)).isEqualTo("key,given,given_share,seen,largest_share");
        List<String> keys =
                lines.stream().skip(1).map(line -> line.split(",", -1)[0]).toList();
        assertThat(keys).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(keys.stream().map(expected::get)).isSorted();
    }

    @Test
    void aTeacherIsNotJudgedOnItsTrainingImages() {
        assertThat(command("leak", config, "--set", "recipe.data.test=" + folder.resolve("train")))
                .isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("was trained on the images of", "Name other test images");
    }

    @Test
    void filesOfTheUserBesideMapsAreKept() throws IOException {
        relabel("notes", folder.resolve("train").toString());
        Files.writeString(folder.resolve("notes").resolve("reviewed.jsonl"), "{}");
        assertThat(command("notes", config, "--force")).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("such as reviewed.jsonl, which would be lost");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        assertThat(command("maps", config)).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("has label maps already", "--force");
        assertThat(command("train", config)).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("holds other files than label maps");
        assertThat(command("new", config, "--top", "0")).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(command("new", config, "--top", "99")).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("--top must be at most the number of classes");
        assertThat(winnow(
                        "relabel",
                        run("moco"),
                        config,
                        "--output",
                        folder.resolve("new").toString()))
                .isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("A teacher must predict exactly one class");
        Path fewer = folder.resolve("other-images").resolve("unicorn");
        Files.createDirectories(fewer);
        Files.copy(images(folder.resolve("train")).get(0), fewer.resolve("a.png"));
        assertThat(command("new", fewer.getParent().toString())).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("unicorn", "that the teacher lacks");

        assertThat(student("bad", maps("").replace("maps}", "nothing}"))).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("recipe.classify.label_maps", "nothing");
        assertThat(student("bad", maps(""), "recipe.classify.augmentation={kind: rand_augment}"))
                .isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("which part of an image a random view shows");
        assertThat(student("bad", maps(""), "recipe.data.train=" + folder.resolve("test")))
                .isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("has no maps in");
        assertThat(student("bad", maps(""), "recipe.classify.loss={kind: elr}")).isEqualTo(Winnow.WRONG_INPUT);
        assertThat(err).contains("recipe.classify.label_maps");
    }
}
