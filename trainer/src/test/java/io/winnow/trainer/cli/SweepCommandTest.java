package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.sweep.NumbersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps from the command line, whose trainings run in processes of their own. */
class SweepCommandTest {
    private static final String RATE = "recipe.classify.training.optimizer.learning_rate";

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = NumbersConfig.write(folder, 80, i -> i < 40 ? "low" : "high", "{kind: row_mlp, hidden: [4]}", 3);
    }

    private CommandRun sweep(String... options) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "sweep",
                                config.toString(),
                                "--output",
                                folder.resolve("sweep").toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    /** The second training diverges. It is recorded, and the first one is the best. */
    @Test
    void trialsAreTrainedInProcesses() throws IOException {
        String[] options = {"--over", RATE + "=0.05,1e38"};
        CommandRun run = sweep(options);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("trial  learning_rate  validation/accuracy")
                .contains("The best by validation/accuracy is trial 1. Its test metrics, which were not used for"
                        + " choosing:")
                .contains("Failed: trial-2-seed-1 (" + RATE + "=1e38): ")
                .contains("Train it again: winnow train " + config + " --set " + RATE + "=0.05 --set seed=1")
                .contains("Wrote the report to " + folder.resolve("sweep/report.html"));
        CommandRun again =
                sweep(Stream.concat(Stream.of(options), Stream.of("--json")).toArray(String[]::new));
        assertThat(again.code()).as(again.err()).isZero();
        JsonNode record = new ObjectMapper().readTree(again.out());
        JsonNode first = record.get("runs").get(0);
        Path trial = folder.resolve("sweep/runs").resolve(first.get("name").asText());
        List<MetricEvent> events = MetricsFile.read(trial.resolve("metrics.jsonl")).stream()
                .filter(event -> event.values().containsKey("validation/accuracy"))
                .toList();
        assertThat(events).hasSize(3);
        assertThat(first.get("value").asDouble())
                .isEqualTo(events.get(2).values().get("validation/accuracy"));
        assertThat(record.at("/runs/1/status").asText()).isEqualTo("failed");
        JsonNode result = new ObjectMapper()
                .readTree(Files.readString(trial.resolve("result.json")))
                .get("metrics");
        assertThat(record.at("/best/test/supervised/accuracy").asDouble())
                .isCloseTo(result.get("accuracy").asDouble(), within(1e-12));
        Path page = folder.resolve("sweep/report.html");
        assertThat(Files.readString(page))
                .contains("The best is trial 1 with " + RATE + "=0.05.", "Test result of the best trial")
                .contains(
                        "Failed trainings, whose trials are left out",
                        record.at("/runs/1/reason").asText());
        for (String option : List.of("--device=cpu", "--accept-changed-data", "--set=seed=3")) {
            CommandRun refused = CommandRun.of("report", folder.resolve("sweep").toString(), option);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("has no effect here. The page on a sweep is made of the files of its runs alone");
        }
        CommandRun report = CommandRun.of("report", folder.resolve("sweep").toString(), "--json", "--no-data");
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(new ObjectMapper().readTree(report.out()).get("sections").fieldNames())
                .toIterable()
                .containsExactly("summary", "trials", "values", "result", "curves", "provenance");
        CommandRun over = CommandRun.of(
                "report",
                folder.resolve("sweep").toString(),
                "--output",
                folder.resolve("sweep/sweep.json").toString(),
                "--force");
        assertThat(over.code()).isEqualTo(2);
        assertThat(over.err()).contains("would write over", "sweep.json");
        CommandRun other = sweep("--over", RATE + "=0.05,0.1");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("was begun with other arguments: --over was");
    }

    @Test
    void aDryRunListsTheTrials() {
        CommandRun run = sweep(
                "--dry-run",
                "--strategy",
                "halving",
                "--trials",
                "3",
                "--search",
                RATE + "=1e-3..1:log",
                "--over",
                "recipe.classify.training.batch_size=4,8",
                "--seeds",
                "1,2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("3 trials (halving) with 2 seeds, in 2 rungs: 3 with {epochs: 1}, 1 with {epochs: 3}; 8"
                        + " trainings, ordered by validation/accuracy (higher is better).")
                .contains("3: recipe.classify.training.batch_size=");
        assertThat(folder.resolve("sweep")).doesNotExist();
    }

    @Test
    void mistakesAreFoundBeforeTheFirstTraining() {
        refuses("is measured on test examples", "--over", RATE + "=0.1,0.2", "--metric", "accuracy");
        refuses("did you mean 'classify'?", "--over", "recipe.clasify.training.batch_size=4,8");
        refuses("--eta has no effect here", "--over", RATE + "=0.1,0.2", "--eta", "2");
        refuses("--search-seed has no effect here", "--over", RATE + "=0.1,0.2", "--search-seed", "2");
        refuses("so --search needs --trials", "--search", RATE + "=0.1..0.2");
        refuses("expected one of [GRID, RANDOM, HALVING]", "--over", RATE + "=0.1,0.2", "--strategy", "gird");
        refuses("--jobs must be at least 1", "--over", RATE + "=0.1,0.2", "--jobs", "0");
        refuses("the configuration sets device to cpu", "--over", RATE + "=0.1,0.2", "--devices", "cuda:0");
        refuses(
                "has no validation rows with labels, and settings are never chosen by test metrics. Name a file of"
                        + " them in data.validation",
                "--over",
                RATE + "=0.1,0.2",
                "--set",
                "recipe.data.split.shares.validation=0");
        assertThat(folder.resolve("sweep")).doesNotExist();
    }

    private void refuses(String message, String... options) {
        CommandRun run = sweep(options);
        assertThat(run.code()).as(message).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void devicesAndJobsGiveSlots() {
        Experiment experiment = Experiment.read(config, List.of("threads=null"));
        assertThat(SweepDevices.of(List.of(), 1, experiment).slots()).hasSize(1);
        assertThat(SweepDevices.of(List.of(), 1, experiment).fixed()).isEmpty();
        int cores = Runtime.getRuntime().availableProcessors();
        SweepDevices two = SweepDevices.of(List.of("cpu"), 2, experiment);
        assertThat(two.slots()).hasSize(2);
        assertThat(two.fixed()).containsExactly("device=cpu", "threads=" + Math.max(1, cores / 2));
        assertThatThrownBy(() -> SweepDevices.of(List.of("cpu", "cpu"), 1, experiment))
                .hasMessageContaining("names a device twice");
        Experiment own = Experiment.read(config, List.of("device=cuda:1"));
        assertThat(SweepDevices.of(List.of(), 1, own).fixed()).isEmpty();
        assertThatThrownBy(() -> SweepDevices.of(List.of("cuda:0"), 1, own))
                .hasMessageContaining("names its devices itself: device is cuda:1");
    }

    /** Methods that train an encoder alone are judged on nothing but test examples; tables on the validation pairs of each fold. */
    @Test
    void methodsSayWhatTheyAreJudgedBy() throws IOException {
        Recipe moco = Experiment.read(Path.of("../configs/moco/fashion-mnist.yaml"), List.of())
                .recipe();
        assertThatThrownBy(() -> moco.validated((TaskData) null))
                .hasMessageContaining("The recipe moco records no metrics of validation examples")
                .hasMessageContaining("recipe.kind supervised with the section start");
        Recipe tabsim = Experiment.read(Path.of("../configs/tabsim/pmc.yaml"), List.of())
                .recipe();
        ValidatedTraining training = tabsim.validated(new Catalog(DataRoot.ofEnvironment()), line -> {});
        assertThat(training.stages()).containsExactly("fold-0", "fold-1", "fold-2", "fold-3", "fold-4");
        assertThat(training.metrics().get(0).name()).isEqualTo("validation_map");
    }
}
