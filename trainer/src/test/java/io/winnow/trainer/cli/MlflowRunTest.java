package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.mlflow.ScriptedMlflow;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trainings that are recorded on an MLflow server. */
class MlflowRunTest extends OnCommandLine {
    private static List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(Path.of(run(name), "metrics.jsonl"));
    }

    @Test
    void theServerGetsWhatTheFilesOfTheRunHave() throws IOException {
        tinyConfig();
        assertThat(train("alone")).as(err).isZero();
        try (ScriptedMlflow server = new ScriptedMlflow()) {
            String[] settings = {"logging.mlflow.uri=" + server.uri(), "logging.mlflow.experiment=birds"};
            assertThat(train("recorded", settings)).as(err).isZero();
            assertThat(err).doesNotContain("MLflow");
            for (MetricEvent event : events("recorded")) {
                event.values()
                        .forEach((metric, value) -> assertThat(server.values(
                                        event.stage() + "/" + metric.replaceAll("[^A-Za-z0-9_./ -]", "_")))
                                .as(metric)
                                .containsEntry(event.step(), value));
            }
            assertThat(server.values("result/linear_accuracy"))
                    .containsEntry(
                            0L,
                            result("recorded")
                                    .get("metrics")
                                    .get("linear_accuracy")
                                    .asDouble());
            assertThat(server.params()).containsEntry("recipe.cluster.k", "6").containsEntry("seed", "1");
            assertThat(server.statuses()).containsExactly("RUNNING", "FINISHED");
            assertThat(server.artifacts())
                    .containsEntry(
                            "7/run-1/artifacts/result.json", Files.readString(Path.of(run("recorded"), "result.json")));
        }
        assertThat(result("recorded").get("metrics")).isEqualTo(result("alone").get("metrics"));
        assertThat(Files.readString(Path.of(run("alone"), "config.yaml"))).doesNotContain("mlflow");
    }

    @Test
    void aServerThatIsAwayDoesNotStopATraining() throws IOException {
        tinyConfig();
        assertThat(train("away", "logging.mlflow.uri=http://127.0.0.1:9", "logging.mlflow.experiment=birds"))
                .as(err)
                .isZero();
        String log = Files.readString(Path.of(run("away"), "log.txt"));
        assertThat(log.split("Warning: MLflow", -1)).hasSize(2);
        assertThat(log).contains("values were not sent to MLflow at http://127.0.0.1:9");
    }

    @Test
    void mistakesAreNamedWithTheirKeys() throws IOException {
        tinyConfig();
        assertThat(train("wrong", "logging.mlflow.uri=localhost:5000")).isEqualTo(2);
        assertThat(err).contains("logging.mlflow.uri", "must be an address http://HOST:PORT", "experiment");
    }
}
