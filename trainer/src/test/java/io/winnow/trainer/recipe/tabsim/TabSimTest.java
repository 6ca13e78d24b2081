package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A complete run over generated pairs, whose similarity follows from their words. */
class TabSimTest extends OnTabSim {
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
    void aRunHasTheFilesThatTheMethodDeclares() {
        FinishedRun finished = FinishedRun.open(run);
        assertThat(TabSim.METHOD.artifacts())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(finished.stage(each.stage()).resolve(each.file()))
                        .isNotEmptyFile());
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
    void foldsThatThePairsDoNotHaveAreAnErrorBeforeTheTraining() throws IOException {
        Path few = SyntheticPairs.write(folder.resolve("few.jsonl"), 3);
        CommandRun many = planned(few, 5);
        assertThat(many.code()).as(many.err()).isEqualTo(2);
        assertThat(many.err())
                .contains("recipe.folds must be from 2 to the number of queries (different tables a), which is 3")
                .contains("found 5")
                .doesNotContain("\tat ");
        List<String> lines = Files.readAllLines(few);
        for (int i = 0; i < lines.size(); i++) {
            lines.set(i, lines.get(i).replaceFirst("\\}$", ",\"fold\":" + i % 2 * 2 + "}"));
        }
        CommandRun gap = planned(Files.write(folder.resolve("gap.jsonl"), lines), 2);
        assertThat(gap.code()).as(gap.err()).isEqualTo(2);
        assertThat(gap.err())
                .contains("No pair of gap.jsonl is in fold 1, although its folds go up to 2")
                .doesNotContain("\tat ");
    }

    private static CommandRun planned(Path pairs, int folds) {
        return CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "planned",
                "--dry-run",
                "--set",
                "recipe.data.pairs=" + pairs,
                "--set",
                "recipe.folds=" + folds);
    }

    @Test
    void anAuditNeedsARunThatTrainsAnEncoder() {
        CommandRun audit = CommandRun.of("audit", run.toString());
        assertThat(audit.code()).isEqualTo(2);
        assertThat(audit.err())
                .contains("is a run of the recipe tabsim")
                .contains(
                        "needs a run that trains an encoder, of one of the recipes: federated, fewshot, mlcd, moco, mofi, rcal");
    }

    @Test
    void unknownCheckpointIsAnError() {
        CommandRun best = CommandRun.of("evaluate", run.toString(), "--checkpoint", "best");
        assertThat(best.code()).isEqualTo(2);
        assertThat(best.err()).contains("--checkpoint");
    }
}
