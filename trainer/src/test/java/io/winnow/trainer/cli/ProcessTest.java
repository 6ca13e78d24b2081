package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs the command line in a process that is killed, asked to stop, and resumed. */
class ProcessTest extends OnCommandLine {
    private static final String CONFIG = """
        extends: tiny.yaml
        threads: 1
        checkpoints: {every: {steps: 10}}
        logging: {every_steps: 2}
        recipe:
          discriminate:
            training:
              duration: {steps: 120}
              ema_decay: 0.9
              optimizer: {kind: adamw, learning_rate: 0.003}
        """;
    private static final String STAGE = "4-discriminate";
    private static final String TOKEN = "a-token-for-this-test";

    private static Path config;

    @BeforeAll
    static void write() throws IOException {
        tinyConfig();
        config = Files.writeString(folder.resolve("small.yaml"), CONFIG);
    }

    private static List<String> training(String name, String... more) {
        return Stream.concat(
                        Stream.of("train", config.toString(), "--run-dir", folder.toString(), "--name", name),
                        Stream.of(more))
                .toList();
    }

    private static Process start(String name, String... more) throws IOException {
        return new ProcessBuilder(WinnowProcess.command(training(name, more)))
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(folder.resolve(name).resolve("metrics.jsonl"));
    }

    private static long last(String name) throws IOException {
        return events(name).stream()
                .filter(event -> event.stage().equals(STAGE))
                .mapToLong(MetricEvent::step)
                .max()
                .orElseThrow();
    }

    private static void awaitStep(Process process, String name, long step) throws IOException, InterruptedException {
        while (process.isAlive()
                && events(name).stream().noneMatch(event -> event.stage().equals(STAGE) && event.step() >= step)) {
            Thread.sleep(5);
        }
        assertThat(process.isAlive()).as("still running at step %s", step).isTrue();
    }

    /** Returns the uninterrupted run, which is trained once, in this process. */
    private static Path whole() throws IOException {
        Path run = folder.resolve("whole");
        if (!Files.exists(run)) {
            assertThat(winnow(training("whole").toArray(String[]::new))).as(err).isZero();
        }
        return run;
    }

    private static String errors() throws IOException {
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

    /** A run that is killed, then stopped by a signal, then stopped by another process, which the training does not know. */
    @Test
    void aRunThatIsInterruptedEqualsAnUninterruptedOne() throws IOException, InterruptedException {
        Path run = folder.resolve("interrupted");
        Process process = start("interrupted");
        awaitStep(process, "interrupted", 14);
        process.destroyForcibly();
        end(process);

        long before = last("interrupted");
        process = start("interrupted", "--resume");
        awaitStep(process, "interrupted", before + 4);
        assertThat(errors()).contains("resumes from step");
        process.destroy();
        assertThat(end(process)).as(errors()).isEqualTo(75);
        assertThat(errors()).contains("To continue: winnow train").contains("--name interrupted --resume");
        assertThat(Json.read(run.resolve("run.json"), Manifest.class).status()).isEqualTo(RunStatus.STOPPED);

        try (WatchServer server = WatchServer.start(new WatchedRuns(folder), "127.0.0.1", 0, TOKEN)) {
            before = last("interrupted");
            process = start("interrupted", "--resume");
            awaitStep(process, "interrupted", before + 4);
            String list = ask(server, "GET", "api/runs");
            assertThat(list)
                    .contains("\"name\":\"interrupted\",\"status\":\"running\"")
                    .contains("\"stage\":\"4-discriminate\"", "\"unit\":\"steps\"", "\"total\":120");
            assertThat(ask(server, "POST", "api/stop?name=interrupted")).contains("\"status\":\"stopping\"");
            assertThat(end(process)).as(errors()).isEqualTo(75);
            assertThat(errors()).contains("Stop requested", "Stopped by request. To continue: winnow train");
            assertThat(ask(server, "GET", "api/runs")).contains("\"name\":\"interrupted\",\"status\":\"stopped\"");
        }

        assertThat(end(start("interrupted", "--resume"))).as(errors()).isZero();
        assertThat(errors()).contains("resumes from step");
        same(run, whole());
        assertThat(Json.read(run.resolve("run.json"), Manifest.class).status()).isEqualTo(RunStatus.COMPLETED);
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
        Path run = folder.resolve("probing");
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
    void anExistingRunIsNotOverwritten() throws IOException {
        whole();
        refuses(training("whole"), "exists already", "--resume");
        refuses(training("whole", "--resume", "--set", "seed=7"), "differs from the one that", "config.yaml");
    }

    @Test
    void wrongInputExitsWith2AndOnlyAMessage() throws IOException, InterruptedException {
        assertThat(end(start("wrong", "--set", "recipe.labels=0"))).isEqualTo(2);
        assertThat(errors()).contains("recipe.labels").doesNotContain("\tat ");
        assertThat(Files.exists(folder.resolve("wrong"))).isFalse();
        refuses(training("gpu", "--set", "device=cuda:63"), "device is cuda:63", "Found: ");
        assertThat(Files.exists(folder.resolve("gpu"))).isFalse();
    }

    private static void refuses(List<String> arguments, String... message) {
        assertThat(winnow(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains(message).doesNotContain("\tat ");
    }
}
