package io.winnow.trainer.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.config.InvalidValueException;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowSinkTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("MLFLOW_TRACKING_TOKEN", "the-secret");
    private static final MlflowSink.Limits LIMITS = new MlflowSink.Limits(50_000, Duration.ofSeconds(10));
    private static final String NOWHERE = "http://127.0.0.1:9"; // discard, where nobody listens

    @TempDir
    Path folder;

    private final List<String> messages = new ArrayList<>();
    private ScriptedMlflow server;
    private RunDirectory directory;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedMlflow();
        directory = RunDirectory.create(folder.resolve("run"));
        Files.writeString(
                directory.config(), "name: run\nseed: 7\nrecipe:\n  kind: moco\n  layers: [1, 2]\n  rate: 0.05\n");
    }

    @AfterEach
    void stop() throws IOException {
        directory.close();
        server.close();
    }

    private MlflowSink sink(String uri, MlflowSink.Limits limits) {
        return MlflowSink.start(
                new MlflowOptions(uri, "birds & bees"),
                new MlflowSink.Source(directory, "run", Map.of("winnow.version.java", "17")),
                ENVIRONMENT,
                messages::add,
                limits);
    }

    private MlflowSink sink() {
        return sink(server.uri(), LIMITS);
    }

    private static MetricEvent event(long step, double loss) {
        return new MetricEvent("1-fit", step, 1, 1_000_000 + step, Map.of("loss", loss));
    }

    private void result() throws IOException {
        Files.writeString(
                directory.result(),
                Json.page(new Result(
                        "moco", RunStatus.COMPLETED, 7, "cpu", 3, Map.of("accuracy", 0.75), Map.of(), List.of())));
    }

    @Test
    void aTrainingIsRecorded() throws IOException {
        MlflowSink sink = sink();
        for (int step = 1; step <= 2500; step++) {
            sink.accept(event(step, 1.0 / step));
        }
        sink.accept(event(2501, Double.NaN));
        result();
        sink.ended(RunStatus.COMPLETED);

        assertThat(messages).isEmpty();
        assertThat(server.experiments).containsEntry("birds & bees", "7");
        assertThat(server.tags).containsEntry("winnow.version.java", "17");
        assertThat(server.params)
                .isEqualTo(Map.of(
                        "name",
                        "run",
                        "seed",
                        "7",
                        "recipe.kind",
                        "moco",
                        "recipe.layers",
                        "[1,2]",
                        "recipe.rate",
                        "0.05"));
        assertThat(server.metrics).hasSize(2502);
        assertThat(server.values("1-fit/loss")).hasSize(2501).containsEntry(4L, 0.25);
        assertThat(server.metrics.get(3).get("timestamp").asLong()).isEqualTo(1_000_004_000L);
        assertThat(server.metrics.get(2500).get("value").asText()).isEqualTo("NaN");
        assertThat(server.values("result/accuracy")).containsEntry(0L, 0.75);
        assertThat(server.batches).allMatch(size -> size <= 1000);
        assertThat(server.statuses).containsExactly("RUNNING", "FINISHED");
        assertThat(server.artifacts)
                .containsOnlyKeys("7/run-1/artifacts/config.yaml", "7/run-1/artifacts/result.json")
                .containsValue(Files.readString(directory.config()));
        assertThat(server.authorizations).containsOnly("Bearer the-secret");
        assertThat(Files.readString(directory.mlflow())).contains("\"run-1\"").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"STOPPED, KILLED", "FAILED, FAILED"})
    void theStatusSaysHowTheTrainingEnded(RunStatus status, String shown) {
        MlflowSink sink = sink();
        sink.accept(event(1, 0.5));
        sink.ended(status);
        assertThat(server.statuses).containsExactly("RUNNING", shown);
        assertThat(server.artifacts).containsOnlyKeys("7/run-1/artifacts/config.yaml");
        assertThat(server.metrics).hasSize(1);
    }

    @Test
    void aResumedTrainingGoesOnInItsRun() throws IOException {
        MlflowSink first = sink();
        for (int step = 1; step <= 5; step++) {
            first.accept(event(step, step));
        }
        first.ended(RunStatus.STOPPED);
        server.calls.clear();
        MlflowSink second = sink();
        for (int step = 4; step <= 7; step++) { // steps after the checkpoint are measured again
            second.accept(event(step, step));
        }
        result();
        second.ended(RunStatus.COMPLETED);

        assertThat(server.calls).doesNotContain("POST runs/create", "POST experiments/create");
        assertThat(server.statuses).containsExactly("RUNNING", "KILLED", "RUNNING", "FINISHED");
        assertThat(server.metrics).hasSize(8); // seven steps and the result
        assertThat(server.values("1-fit/loss")).hasSize(7);
        assertThat(messages).isEmpty();
    }

    /** As a stage does that clusters several times. */
    @Test
    void stepsThatATrainingRepeatsAreAllSent() throws InterruptedException {
        MlflowSink sink = sink();
        sink.accept(event(1, 0.5));
        sink.accept(event(2, 0.4));
        while (server.metrics.size() < 2) {
            Thread.sleep(20);
        }
        sink.accept(event(1, 0.3));
        sink.accept(event(2, 0.2));
        sink.ended(RunStatus.STOPPED);
        assertThat(server.metrics).hasSize(4);
    }

    @Test
    void aRunThatTheServerHasDeletedIsNamed() throws IOException {
        Files.writeString(
                directory.mlflow(),
                Json.page(new MlflowState("u", "7", "gone", "mlflow-artifacts:/7", true, Map.of())));
        MlflowSink sink = sink();
        sink.accept(event(1, 0.5));
        sink.ended(RunStatus.FAILED);
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0)).contains("no such run", "deleted the run gone", "mlflow.json");
        assertThat(messages.get(1)).startsWith("1 of 1 values were not sent");
    }

    @Test
    void aServerThatIsAwayCostsATrainingNothingAndIsNamedOnce() {
        long begin = System.nanoTime();
        MlflowSink sink = sink(NOWHERE, new MlflowSink.Limits(100, Duration.ofSeconds(10)));
        for (int step = 1; step <= 1000; step++) {
            sink.accept(event(step, step));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        sink.ended(RunStatus.STOPPED);

        assertThat(seconds).isLessThan(1);
        assertThat((System.nanoTime() - begin) / 1e9).isLessThan(9);
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0))
                .startsWith("Warning: MLflow at " + NOWHERE + " does not answer (ConnectException")
                .endsWith("The training goes on; metrics.jsonl has all metrics.");
        assertThat(messages.get(1)).startsWith("1000 of 1000 values were not sent to MLflow at " + NOWHERE);
    }

    @Test
    void aServerThatDoesNotAnswerDelaysTheEndOfATrainingOnlyALittle() throws InterruptedException {
        server.script = call -> call.equals("POST runs/log-batch") && !server.metrics.isEmpty() ? -1 : 0;
        MlflowSink sink = sink(server.uri(), new MlflowSink.Limits(50_000, Duration.ofSeconds(2)));
        sink.accept(event(1, 0.5));
        while (server.metrics.isEmpty()) {
            Thread.sleep(20);
        }
        long begin = System.nanoTime();
        for (int step = 2; step <= 1001; step++) {
            sink.accept(event(step, step));
        }
        assertThat((System.nanoTime() - begin) / 1e9).isLessThan(1);
        sink.ended(RunStatus.STOPPED);
        assertThat((System.nanoTime() - begin) / 1e9).isBetween(1.9, 6.0);
        assertThat(messages)
                .containsExactly(
                        "Warning: MLflow at " + server.uri()
                                + " did not take everything within 2 seconds of the end of the training.",
                        "1000 of 1001 values were not sent to MLflow at " + server.uri()
                                + ". metrics.jsonl and result.json have them.");
    }

    @Test
    void aServerThatComesBackGetsEverythingOnce() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        server.script = call -> refused.getAndIncrement() < 2 ? 503 : 0;
        MlflowSink sink = sink();
        for (int step = 1; step <= 100; step++) {
            sink.accept(event(step, step));
        }
        while (refused.get() < 3) {
            Thread.sleep(20);
        }
        sink.ended(RunStatus.STOPPED);
        assertThat(server.metrics).hasSize(100);
        assertThat(server.values("1-fit/loss")).hasSize(100);
        assertThat(server.statuses).containsExactly("RUNNING", "KILLED");
        assertThat(messages).hasSize(1).first().asString().contains("answers with status 503: as the test wants");
    }

    @Test
    void aBatchThatTheServerRefusesIsCounted() {
        server.script = call -> call.equals("POST runs/log-batch") && !server.params.isEmpty() ? 400 : 0;
        MlflowSink sink = sink();
        sink.accept(event(1, 0.5));
        sink.accept(event(2, 0.5));
        sink.ended(RunStatus.STOPPED);
        assertThat(server.statuses).containsExactly("RUNNING", "KILLED");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1)).startsWith("2 of 2 values were not sent");
    }

    @Test
    void credentialsDoNotFollowARedirection() {
        server.script = call -> 307;
        MlflowSink sink = sink();
        sink.ended(RunStatus.STOPPED);
        assertThat(server.calls).containsExactly("GET experiments/get-by-name");
        assertThat(messages).hasSize(1).first().asString().contains("status 307");
    }

    @Test
    void filesThatOnlyMlflowsOwnClientCanUploadAreNamed() {
        for (String uri : List.of("s3://bucket/7/run-1/artifacts", "mlflow-artifacts://other.example:5000/7/run-1")) {
            server.artifactUri = uri;
            MlflowSink sink = sink();
            sink.ended(RunStatus.STOPPED);
            assertThat(server.artifacts).isEmpty();
            assertThat(messages).hasSize(1).first().asString().contains("were not uploaded", uri, "--serve-artifacts");
            messages.clear();
            directory.mlflow().toFile().delete();
        }
    }

    @Test
    void longAndManyParametersFitTheLimitsOfTheServer() {
        StringBuilder yaml =
                new StringBuilder("long: " + "é".repeat(7000) + "\n\"odd key: @%\": {}\n\"odd key: @&\": null\n");
        for (int i = 0; i < 250; i++) {
            yaml.append("key").append(i).append(": ").append("ü".repeat(5900)).append('\n');
        }
        Map<String, String> params = MlflowParams.of(yaml.toString());
        assertThat(params).hasSize(253).containsEntry("odd key_ __", "{}").containsEntry("odd key_ ___2", "null");
        assertThat(params.get("long")).hasSize(6000).endsWith("é..");
        assertThat(sent(params)).isEqualTo(params);
        assertThat(server.batches).allMatch(size -> size <= 100).hasSizeGreaterThan(5);
    }

    private Map<String, String> sent(Map<String, String> params) {
        try {
            MlflowRun run = new MlflowRun(new MlflowClient(server.uri(), Map.of()), directory.mlflow());
            run.open("e", "run", List.of());
            run.describe(params);
            return new LinkedHashMap<>(server.params);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAreMadeValidAndStayDifferent() {
        MlflowNames names = new MlflowNames();
        assertThat(names.of("1-fit/recall@1")).isEqualTo("1-fit/recall_1");
        assertThat(names.of("1-fit/recall#1")).isEqualTo("1-fit/recall_1_2");
        assertThat(names.of("1-fit/recall@1")).isEqualTo("1-fit/recall_1");
        assertThat(names.of("a//b/../c/")).isEqualTo("a/_/b/_/c/_");
        assertThat(names.of("x".repeat(300))).hasSize(250);
        assertThat(names.of("x".repeat(299) + "y")).hasSize(242).endsWith("_2");
    }

    @Test
    void aUserNameWithAPasswordComesBeforeAToken() throws IOException, InterruptedException {
        new MlflowClient(
                        server.uri() + "/",
                        Map.of(
                                "MLFLOW_TRACKING_TOKEN", "t",
                                "MLFLOW_TRACKING_USERNAME", "Aladdin",
                                "MLFLOW_TRACKING_PASSWORD", "open sesame"))
                .post("experiments/create", Map.of("name", "x"));
        assertThat(server.authorizations).containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // RFC 7617, section 2
    }

    /** A token that was read from a file often has a line break at its end. */
    @Test
    void aTokenIsSentWithoutTheSpaceAroundItAndNeverRepeated() throws IOException, InterruptedException {
        new MlflowClient(server.uri(), Map.of("MLFLOW_TRACKING_TOKEN", "the-secret\r\n"))
                .post("experiments/create", Map.of("name", "x"));
        assertThat(server.authorizations).containsExactly("Bearer the-secret");
        MlflowClient broken = new MlflowClient(server.uri(), Map.of("MLFLOW_TRACKING_TOKEN", "the\nsecret"));
        assertThatThrownBy(() -> broken.post("experiments/create", Map.of("name", "x")))
                .isInstanceOf(MlflowException.class)
                .hasNoCause()
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:5000", "ftp://host", "http://", "http://host/?a=b", "file:///tmp/mlruns", "http://a b"
            })
    void anAddressThatIsNoServerIsRefused(String uri) {
        assertThatThrownBy(() -> new MlflowOptions(uri, "e"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("must be an address http://HOST:PORT");
    }

    @Test
    void aPasswordInTheAddressIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> new MlflowOptions("https://me:hunter2@host", " "))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
                .hasMessageContaining("experiment")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }
}
