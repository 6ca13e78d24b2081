package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A complete run over generated pairs, whose similarity follows from their words. */
class TabSimTest {
    @TempDir
    static Path folder;

    private static Path config;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        Path pairs = SyntheticPairs.write(folder.resolve("pairs.jsonl"), 24);
        config = Files.writeString(folder.resolve("tiny.yaml"), """
                device: cpu
                logging: {tensorboard: false}
                recipe:
                  kind: tabsim
                  data: {pairs: %s}
                  folds: 2
                  zero_shot: false
                  encoder: {kind: tabsim, rows: 4, cells: 3, cell_words: 2, caption_words: 4, embedding: 8, state: 6, hidden: 8}
                  training:
                    duration: {epochs: 8}
                    batch_size: 8
                    optimizer: {kind: rmsprop, learning_rate: 0.005, alpha: 0.9}
                    schedule: {kind: constant}
                """.formatted(pairs));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--json");
        assertThat(done.code()).as(done.err()).isZero();
        run = folder.resolve("tiny");
    }

    private static JsonNode result() throws IOException {
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    @Test
    void learnsTheTopicsOfWords() throws IOException {
        assertThat(result().get("metrics").get("macro_f1").asDouble()).isGreaterThan(0.8);
        assertThat(result().get("metrics").get("map").asDouble())
                .isGreaterThan(
                        result().get("baselines").get("majority").get("map").asDouble());
    }

    @Test
    void metricsAreMeansOverFolds() throws IOException {
        double mean = StreamSupport.stream(result().get("stages").spliterator(), false)
                .filter(stage -> stage.get("name").asText().startsWith("fold-"))
                .mapToDouble(stage -> stage.get("metrics").get("map").asDouble())
                .average()
                .orElseThrow();
        assertThat(result().get("metrics").get("map").asDouble()).isCloseTo(mean, within(1e-12));
    }

    @Test
    void reportsTablesSharedByTrainingAndTest() throws IOException {
        Path fold = run.resolve("stages/2-fold-0");
        JsonNode leaks = new ObjectMapper().readTree(fold.resolve("leaks.json").toFile());
        JsonNode metrics =
                new ObjectMapper().readTree(fold.resolve("stage.json").toFile()).get("metrics");
        assertThat(leaks.get("test_pairs_touching_train").asDouble())
                .isEqualTo(metrics.get("test_pairs_touching_train").asDouble());
        assertThat(leaks.get("shared_queries").asInt()).isZero();
        assertThat(leaks.get("twins").isArray()).isTrue();
    }

    @Test
    void evaluateGivesTheSameMetrics() throws IOException {
        CommandRun again = CommandRun.of("evaluate", run.toString(), "--json");
        assertThat(again.code()).as(again.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(again.out());
        assertThat(figures.size()).isGreaterThan(10);
        figures.properties().forEach(figure -> {
            try {
                assertThat(result().get("metrics").get(figure.getKey())).isEqualTo(figure.getValue());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void missingFoldIsTrainedAgainWithTheSameResult() throws IOException {
        JsonNode before = result().get("metrics");
        Path pairs = run.resolve("stages/3-fold-1").resolve(FoldStage.PAIRS);
        List<String> distances = Files.readAllLines(pairs);
        for (String file : List.of(
                "stages/3-fold-1/stage.json",
                "stages/3-fold-1/encoder.safetensors",
                "stages/3-fold-1/pairs.jsonl",
                "stages/5-summary/stage.json",
                "result.json")) {
            Files.delete(run.resolve(file));
        }
        CommandRun resumed = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("The stage 2-fold-0 is already complete");
        assertThat(result().get("metrics")).isEqualTo(before);
        assertThat(Files.readAllLines(pairs)).isEqualTo(distances);
    }

    @Test
    void findsTheTableItself() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables/below"));
        for (int i = 0; i < 12; i++) {
            Files.writeString(
                    tables.resolve("t" + i + ".csv"),
                    "name,count,group\nt" + i % 4 + "w" + i + ",3,t" + i % 4 + "w1\n");
        }
        Files.writeString(tables.resolve("note.txt"), "no table");
        String index = folder.resolve("index").toString();
        CommandRun made = CommandRun.of(
                "index", run.toString(), tables.getParent().toString(), "--output", index, "--graph", "--json");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(new ObjectMapper().readTree(made.out()).get("tables").asInt())
                .isEqualTo(12);

        Path page = folder.resolve("found.html");
        String query = tables.resolve("t5.csv").toString();
        CommandRun found = CommandRun.of(
                "search", run.toString(), query, "--among", index, "--k", "3", "--json", "--html", page.toString());
        assertThat(found.code()).as(found.err()).isZero();
        JsonNode hits = new ObjectMapper().readTree(found.out()).get("hits");
        assertThat(hits).hasSize(3);
        assertThat(hits.get(0).get("distance").asDouble()).isLessThan(1e-3);
        assertThat(hits.get(0).get("similar").asBoolean()).isTrue();
        assertThat(hits.get(2).get("distance").asDouble())
                .isGreaterThanOrEqualTo(hits.get(1).get("distance").asDouble());
        assertThat(Files.readString(page)).contains("t1w5").contains("among 12 tables");

        CommandRun graph =
                CommandRun.of("search", run.toString(), query, "--among", index, "--approximate", "--k", "3", "--json");
        assertThat(graph.code()).as(graph.err()).isZero();
        JsonNode near = new ObjectMapper().readTree(graph.out()).get("hits");
        for (int i = 0; i < 3; i++) {
            assertThat(near.get(i).get("distance").asDouble())
                    .isCloseTo(hits.get(i).get("distance").asDouble(), within(1e-5));
        }

        CommandRun direct =
                CommandRun.of("search", run.toString(), query, "--among", tables.toString(), "--k", "3", "--json");
        assertThat(direct.code()).as(direct.err()).isZero();
        JsonNode others = new ObjectMapper().readTree(direct.out()).get("hits");
        for (int i = 0; i < 3; i++) {
            assertThat(others.get(i).get("distance").asDouble())
                    .isCloseTo(hits.get(i).get("distance").asDouble(), within(1e-5));
        }

        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.write(broken.resolve("b.csv"), new byte[] {'a', ',', (byte) 0xff, (byte) 0xfe, '\n'});
        CommandRun unreadable = CommandRun.of(
                "index", run.toString(), broken.toString(), "--output", index + "2", "--max-unreadable", "0");
        assertThat(unreadable.code()).as(unreadable.err()).isEqualTo(2);
        assertThat(unreadable.err()).contains("b.csv").doesNotContain("\tat ");
        assertThat(folder.resolve("index2")).doesNotExist();

        CommandRun again = CommandRun.of("index", run.toString(), tables.toString(), "--output", index);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("--force");

        Path vectors = folder.resolve("vectors.jsonl");
        CommandRun embedded = CommandRun.of("embed", run.toString(), tables.toString(), "--output", vectors.toString());
        assertThat(embedded.code()).as(embedded.err()).isZero();
        assertThat(embedded.out()).contains("12 vectors of length 20");
        assertThat(Files.readAllLines(vectors)).hasSize(12);
        CommandRun partly = CommandRun.of(
                "embed", run.toString(), tables.toString(), broken.toString(), "--output", vectors.toString(), "--force");
        assertThat(partly.code()).as(partly.err()).isEqualTo(1);
        assertThat(partly.err()).contains("There is no vector for 1 files and tables that could not be read");
        assertThat(Files.readAllLines(vectors)).hasSize(12);
    }

    @Test
    void imageCommandsNeedARunOnImages() {
        CommandRun audit = CommandRun.of("audit", run.toString());
        assertThat(audit.code()).isEqualTo(2);
        assertThat(audit.err())
                .contains("is a run of the recipe tabsim")
                .contains("images")
                .contains("rcal");
    }

    @Test
    void unknownCheckpointIsAnError() {
        CommandRun best = CommandRun.of("evaluate", run.toString(), "--checkpoint", "best");
        assertThat(best.code()).isEqualTo(2);
        assertThat(best.err()).contains("--checkpoint");
    }
}
