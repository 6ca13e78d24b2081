package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.watch.WatchServer;
import io.winnow.trainer.watch.WatchedRuns;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command line in a process that is killed, asked to stop, and resumed. Skipped if Fashion-MNIST is not available. */
class ProcessTest {
    private static final String CONFIG = """
        device: cpu
        threads: 1
        checkpoints: {every: {steps: 10}}
        logging: {every_steps: 2}
        recipe:
          kind: mlcd
          data: {train: DATA/train, test: DATA/test, image_size: 16}
          embed:
            kind: moco
            pretrain:
              encoder: {kind: resnet, depth: 8, width: 4}
              queue: 64
              dimension: 16
              training: {duration: {steps: 6}, batch_size: 32, optimizer: {kind: sgd, learning_rate: 0.05}}
          cluster: {k: 12, iterations: 4}
          labels: 3
          discriminate:
            encoder: {kind: resnet, depth: 8, width: 4}
            dimension: 16
            training:
              duration: {steps: 120}
              batch_size: 32
              ema_decay: 0.9
              optimizer: {kind: adamw, learning_rate: 0.003}
          probe: {raw: false, linear: {max_iterations: 20}}
        """;
    private static final String STAGE = "4-discriminate";
    private static final String TOKEN = "a-token-for-this-test";

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private Path config;

    @BeforeAll
    static void data() throws IOException {
        TestData.write(shared);
    }

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("small.yaml"), CONFIG.replace("DATA", shared.toString()));
    }

    private Process start(String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.winnow.trainer.cli.Winnow",
                "train",
                config.toString(),
                "--run-dir",
                shared.toString(),
                "--name",
                name));
        command.addAll(Arrays.asList(more));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(shared.resolve(name).resolve("metrics.jsonl"));
    }

    private static void awaitStep(Process process, String name, long step) throws IOException, InterruptedException {
        while (process.isAlive()
                && events(name).stream().noneMatch(event -> event.stage().equals(STAGE) && event.step() >= step)) {
            Thread.sleep(5);
        }
        assertThat(process.isAlive()).as("still running at step %s", step).isTrue();
    }

    /** Returns the uninterrupted run, which is trained once. */
    private Path whole() throws IOException, InterruptedException {
        Path run = shared.resolve("whole");
        if (!Files.exists(run)) {
            assertThat(end(start("whole"))).as(errors()).isZero();
        }
        return run;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err.txt"));
    }

    private static void same(Path run, Path whole) throws IOException {
        for (String file : List.of("encoder.safetensors", "checkpoints/step-00000120/model.safetensors")) {
            Path part = Path.of("stages", STAGE, file);
            assertThat(Files.mismatch(run.resolve(part), whole.resolve(part)))
                    .as(file)
                    .isEqualTo(-1);
        }
        Result a = Json.read(run.resolve("result.json"), Result.class);
        Result b = Json.read(whole.resolve("result.json"), Result.class);
        assertThat(a.metrics()).isEqualTo(b.metrics());
        assertThat(a.baselines()).isEqualTo(b.baselines());
    }

    @Test
    void resumedAfterKillEqualsUninterrupted() throws IOException, InterruptedException {
        Process process = start("killed");
        awaitStep(process, "killed", 14);
        process.destroyForcibly();
        end(process);
        assertThat(end(start("killed", "--resume"))).as(errors()).isZero();
        assertThat(errors()).contains("resumes from step");
        same(shared.resolve("killed"), whole());
    }

    @Test
    void aStopRequestExitsWith75AndTheRunResumes() throws IOException, InterruptedException {
        Process process = start("stopped");
        awaitStep(process, "stopped", 4);
        process.destroy();
        assertThat(end(process)).as(errors()).isEqualTo(75);
        assertThat(errors()).contains("To continue: winnow train").contains("--name stopped --resume");
        Path run = shared.resolve("stopped");
        assertThat(Json.read(run.resolve("run.json"), Manifest.class).status()).isEqualTo(RunStatus.STOPPED);
        assertThat(end(start("stopped", "--resume"))).as(errors()).isZero();
        same(run, whole());
        assertThat(Json.read(run.resolve("run.json"), Manifest.class).status()).isEqualTo(RunStatus.COMPLETED);
    }

    /** Another process, which the training does not know, sees it run and stops it. */
    @Test
    void aTrainingIsWatchedAndStoppedFromAnotherProcess() throws IOException, InterruptedException {
        try (WatchServer server = WatchServer.start(new WatchedRuns(shared), "127.0.0.1", 0, TOKEN)) {
            Process process = start("watched");
            awaitStep(process, "watched", 4);
            String list = ask(server, "GET", "api/runs");
            assertThat(list)
                    .contains("\"name\":\"watched\",\"status\":\"running\"")
                    .contains("\"stage\":\"4-discriminate\"", "\"unit\":\"steps\"", "\"total\":120");
            assertThat(ask(server, "POST", "api/stop?name=watched")).contains("\"status\":\"stopping\"");
            assertThat(end(process)).as(errors()).isEqualTo(75);
            assertThat(errors()).contains("Stop requested", "Stopped by request. To continue: winnow train");
            assertThat(ask(server, "GET", "api/runs")).contains("\"name\":\"watched\",\"status\":\"stopped\"");
            assertThat(end(start("watched", "--resume"))).as(errors()).isZero();
            assertThat(errors()).contains("resumes from step");
            same(shared.resolve("watched"), whole());
        }
    }

    private static String ask(WatchServer server, String method, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.address().replaceFirst("#.*", path)))
                                .header("Authorization", "Bearer " + TOKEN)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The probe tries so many regularisation strengths that it takes minutes. */
    @Test
    void aStopRequestDuringTheProbeExitsWith75AtOnce() throws IOException, InterruptedException {
        String[] slow = {
            "--set",
            "recipe.probe.linear.lambdas=[" + "1e-5, ".repeat(20_000) + "1e-4]",
            "--set",
            "recipe.discriminate.training.duration.steps=10"
        };
        Process process = start("probing", slow);
        while (process.isAlive() && !errors().contains("Evaluating")) {
            Thread.sleep(20);
        }
        Thread.sleep(300);
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(errors()).isEqualTo(75);
        Path run = shared.resolve("probing");
        assertThat(Json.read(run.resolve("run.json"), Manifest.class).status()).isEqualTo(RunStatus.STOPPED);
        process = start(
                "probing", Stream.concat(Stream.of("--resume"), Stream.of(slow)).toArray(String[]::new));
        while (process.isAlive() && !errors().contains("Evaluating")) {
            Thread.sleep(20);
        }
        assertThat(errors()).contains("The stage 4-discriminate is already complete");
        process.destroy();
        assertThat(end(process)).isEqualTo(75);
    }

    @Test
    void anExistingRunIsNotOverwritten() throws IOException, InterruptedException {
        whole();
        assertThat(end(start("whole"))).isEqualTo(2);
        assertThat(errors()).contains("exists already").contains("--resume");
        assertThat(end(start("whole", "--resume", "--set", "seed=7"))).isEqualTo(2);
        assertThat(errors()).contains("differs from the one that").contains("config.yaml");
    }

    @Test
    void wrongInputExitsWith2AndOnlyAMessage() throws IOException, InterruptedException {
        assertThat(end(start("wrong", "--set", "recipe.labels=0"))).isEqualTo(2);
        assertThat(errors()).contains("recipe.labels").doesNotContain("\tat ");
        assertThat(Files.exists(shared.resolve("wrong"))).isFalse();
        assertThat(end(start("gpu", "--set", "device=cuda:63"))).isEqualTo(2);
        assertThat(errors()).contains("device is cuda:63").contains("Found: ").doesNotContain("\tat ");
        assertThat(Files.exists(shared.resolve("gpu"))).isFalse();
    }
}
