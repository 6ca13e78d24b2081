package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs of the recipe mofi on small images, of which some entities are held out with all of their images. */
class MofiRunTest extends OnCommandLine {
    private static Path config;
    private static Path table;

    /** Two pictures each of 24 entities; those of which the number ends in 0 or 5 are held out. */
    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        Path flat = Files.createDirectories(folder.resolve("pictures"));
        StringBuilder lines = new StringBuilder("key,entity,artist,group\n");
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder.resolve("train"))) {
            files = found.filter(Files::isRegularFile).sorted().limit(48).toList();
        }
        for (int i = 0; i < files.size(); i++) {
            String key = (i % 2 == 0 ? "anna" : "ben") + "-" + i / 2 + ".png";
            Files.copy(files.get(i), flat.resolve(key));
            lines.append(key)
                    .append(",thing ")
                    .append(i / 2)
                    .append(i % 2 == 0 ? ",Anna" : ",Ben")
                    .append(i / 2 % 10 == 0 ? ",even\n" : ",odd\n");
        }
        table = Files.writeString(folder.resolve("pictures.csv"), lines);
        config = Files.writeString(folder.resolve("mofi.yaml"), """
                device: cpu
                checkpoints: {every: {steps: 2}, keep: 10}
                recipe:
                  kind: mofi
                  data:
                    train: %s
                    image_size: 16
                    holdout_keys: ".*[05].png"
                    labels: {file: %s, label_column: entity}
                  learn:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    dimension: 8
                    classify: {sampled: 12}
                    contrast: {}
                    training: {duration: {steps: 4}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.01}}
                  search: {file: %s, source: artist, category: group, without: [odd]}
                """.formatted(flat, table, table));
    }

    private static int mofi(String name, String... more) {
        return train(config, folder, name, more);
    }

    private static JsonNode resultOf(String name) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(name).resolve("result.json").toFile());
    }

    @Test
    void theEncoderIsJudgedByEntitiesWithoutTrainingImages() throws IOException {
        assertThat(mofi("run")).as(err).isZero();
        assertThat(out).contains("raw_pixels", "recall_at_1", "name_recall_at_5");
        JsonNode result = resultOf("run");
        // 24 entities without 0, 5, 10, 15 and 20 have a center.
        assertThat(result.at("/stages/0/metrics/entities").asInt()).isEqualTo(19);
        // Things 1, 11, 12, .. are centers 0, 1, 2, ..
        assertThat(Files.readString(folder.resolve("run/stages/1-learn/entities.csv")))
                .startsWith("center,label,examples")
                .contains("2,thing 12,2");
        JsonNode metrics = result.get("metrics");
        double fromAnna = metrics.get("recall_at_1_from_anna").asDouble();
        double fromBen = metrics.get("recall_at_1_from_ben").asDouble();
        assertThat(metrics.get("recall_at_1").asDouble()).isCloseTo((fromAnna + fromBen) / 2, within(1e-12));
        // Five entities are searched, of which 5 and 15 are odd.
        assertThat(fromAnna * 5).isCloseTo(Math.rint(fromAnna * 5), within(1e-9));
        double even = metrics.get("recall_at_1_without_odd").asDouble() * 6;
        assertThat(even).isCloseTo(Math.rint(even), within(1e-9));
        Path run = folder.resolve("run");
        String figures = metrics.toString();
        assertThat(winnow("evaluate", run.toString(), "--json")).as(err).isZero();
        assertThat(new ObjectMapper().readTree(out).toString()).contains(figures.substring(1, figures.length() - 1));
        Path vectors = folder.resolve("vectors.npy");
        assertThat(winnow(
                        "embed", run.toString(), folder.resolve("pictures").toString(), "--output", vectors.toString()))
                .as(err)
                .isZero();
        Path exported = folder.resolve("exported");
        assertThat(winnow("export", run.toString(), "--centers", "--output", exported.toString()))
                .as(err)
                .isZero();
        assertThat(exported.resolve("entities.csv"))
                .hasSameTextualContentAs(run.resolve("stages/1-learn/entities.csv"));
        assertThat(exported.resolve("README.md")).content().contains("The table `entities.csv` has a line for each");
    }

    @Test
    void resumedEqualsUninterrupted() throws IOException {
        assertThat(mofi("resumed")).as(err).isZero();
        Path run = folder.resolve("resumed");
        Path stage = run.resolve("stages/1-learn");
        byte[] weights = Files.readAllBytes(stage.resolve("network.safetensors"));
        JsonNode figures = resultOf("resumed").get("metrics");
        AtomicFiles.delete(stage.resolve("checkpoints/step-00000004"));
        for (String file : List.of("network.safetensors", "encoder.safetensors", "stage.json")) {
            Files.delete(stage.resolve(file));
        }
        AtomicFiles.delete(run.resolve("stages/2-search"));
        Files.delete(run.resolve("result.json"));
        assertThat(mofi("resumed", "--resume")).as(err).isZero();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("resumes from step 2");
        assertThat(Files.readAllBytes(stage.resolve("network.safetensors"))).isEqualTo(weights);
        assertThat(resultOf("resumed").get("metrics")).isEqualTo(figures);
    }

    /** The encoder at the beginning is a rival in the table. If only the head is trained, it stays what it is. */
    @Test
    void theTrainingStartsFromAnotherEncoder() throws IOException {
        String start =
                "recipe.start={kind: moco, pretrain: {encoder: {kind: resnet, depth: 8, width: 4}, queue: 16, key_groups: 2,"
                        + " training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}}}";
        assertThat(mofi(
                        "start",
                        "--set",
                        start,
                        "--set",
                        "recipe.learn.contrast=null",
                        "--set",
                        "recipe.learn.fine_tune={freeze: all}"))
                .as(err)
                .isZero();
        JsonNode result = resultOf("start");
        for (String name : List.of("recall_at_1", "mrr", "category_map")) {
            assertThat(result.at("/metrics/" + name)).isEqualTo(result.at("/baselines/pretrain/" + name));
        }
        assertThat(result.get("metrics").has("name_recall_at_1")).isFalse();
    }

    @Test
    void mistakesAreSaidBeforeTheTraining() {
        refused(
                "recipe.learn.classify.sampled=7",
                "must be at least the number of entities that a batch may have, which is 8");
        // Without the classification, no centers are sampled.
        assertThat(winnow(
                        "train",
                        config.toString(),
                        "--dry-run",
                        "--set",
                        "recipe.learn.classify.sampled=7",
                        "--set",
                        "recipe.learn.contrast.weight=1"))
                .as(err)
                .isZero();
        assertThat(err).doesNotContain("classify.sampled");
        refused(
                "recipe.search={source: null, category: null, without: []}",
                "must name a column of file in entity, source or category");
        refused("recipe.search.source=artits", "did you mean 'artist'");
        refused("recipe.search.without=[od]", "recipe.search.without names the category 'od'");
        refused("recipe.data.holdout_keys=\"[05].png\"", "matches none of the keys of the 48 images");
        refused("recipe.data.holdout_keys=\"*.png\"", "must be a regular expression");
        // Without the held-out keys, an entity of which all images are held out is a mistake, as for a classifier.
        assertThat(mofi("none", "--set", "recipe.data.holdout_keys=null", "--set", "recipe.data.holdout=0.4"))
                .isEqualTo(2);
        assertThat(err).contains("No training image of", "in use has the class");
    }

    private static void refused(String option, String message) {
        assertThat(mofi("refused", "--set", option)).as(option).isEqualTo(2);
        assertThat(err).contains(message);
        assertThat(folder.resolve("refused")).doesNotExist();
    }
}
