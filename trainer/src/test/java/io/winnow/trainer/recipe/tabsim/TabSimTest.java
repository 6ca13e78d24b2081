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

/** A whole run over made-up pairs that words alone tell apart. */
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
    void learnsWhatWordsTell() throws IOException {
        assertThat(result().get("metrics").get("macro_f1").asDouble()).isGreaterThan(0.8);
        assertThat(result().get("metrics").get("map").asDouble())
                .isGreaterThan(
                        result().get("baselines").get("majority").get("map").asDouble());
    }

    @Test
    void figuresAreMeansOverFolds() throws IOException {
        double mean = StreamSupport.stream(result().get("stages").spliterator(), false)
                .filter(stage -> stage.get("name").asText().startsWith("fold-"))
                .mapToDouble(stage -> stage.get("metrics").get("map").asDouble())
                .average()
                .orElseThrow();
        assertThat(result().get("metrics").get("map").asDouble()).isCloseTo(mean, within(1e-12));
    }

    @Test
    void evaluateGivesTheSameFigures() throws IOException {
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
    void aFoldThatIsMissingIsTrainedAgainToTheSameResult() throws IOException {
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
        assertThat(Files.readString(run.resolve("log.txt"))).contains("2-fold-0 is complete");
        assertThat(result().get("metrics")).isEqualTo(before);
        assertThat(Files.readAllLines(pairs)).isEqualTo(distances);
    }

    @Test
    void imageCommandsSayWhatTheyNeed() {
        CommandRun audit = CommandRun.of("audit", run.toString());
        assertThat(audit.code()).isEqualTo(2);
        assertThat(audit.err())
                .contains("is a run of tabsim")
                .contains("images")
                .contains("rcal");
    }

    @Test
    void anUnknownCheckpointIsAMistake() {
        CommandRun best = CommandRun.of("evaluate", run.toString(), "--checkpoint", "best");
        assertThat(best.code()).isEqualTo(2);
        assertThat(best.err()).contains("--checkpoint");
    }
}
