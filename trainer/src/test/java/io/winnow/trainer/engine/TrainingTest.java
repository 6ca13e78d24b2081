package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final OptimizerOptions ADAM = new OptimizerOptions.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01);

    private static final TrainingOptions NEVER_IMPROVING = new TrainingOptions(
            Span.ofSteps(1000),
            8,
            Precision.FLOAT32,
            1,
            new OptimizerOptions.Sgd(1e-12, 0, false, 0),
            new Schedule.Constant(Span.ofSteps(0)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new TrainingOptions.EarlyStopping("loss", TrainingOptions.Goal.MIN, Span.ofSteps(20), 0.01)));

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private int replicas = 1;
    /** Of the last training that came to its end. */
    private TrainingResult result;

    private static TrainingOptions options(long steps, int accumulate, OptimizerOptions optimizer) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                8,
                Precision.FLOAT32,
                accumulate,
                optimizer,
                new Schedule.Cosine(Span.ofSteps(5), 0),
                Optional.empty(),
                Optional.of(0.9),
                Optional.empty());
    }

    private Progress progress() {
        Progress silent = Progress.silent();
        return new Progress() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public Task start(String name, String unit, long done, long total) {
                return silent.start(name, unit, done, total);
            }
        };
    }

    /** Trains in a folder; returns the parameters, their average and the objective's own state. */
    private List<float[]> train(String name, TrainingOptions options, StopSignal stop, Runnable atEach, long poison)
            throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, poison);
                Training<Regression.Rows> training = new Training<>(
                        options, context(run, metrics, stop), objective, Regression.source(64, 8, atEach))) {
            result = training.run();
            return List.of(
                    objective.values(),
                    training.result().values().toFloatArray(),
                    objective.state().get("calls").toFloatArray());
        }
    }

    private List<float[]> train(String name, TrainingOptions options) throws IOException {
        return train(name, options, new StopSignal(), () -> {}, Long.MAX_VALUE);
    }

    private List<Long> steps(String name) throws IOException {
        return new Checkpoints(folder.resolve(name).resolve("checkpoints"))
                .all().stream().map(Checkpoint::step).toList();
    }

    private TrainingContext context(Path run, Metrics metrics, StopSignal stop) {
        return new TrainingContext(
                "1-fit",
                5,
                run.resolve("checkpoints"),
                new CheckpointOptions(Span.ofSteps(7), 2),
                new LoggingOptions(4, false),
                metrics,
                progress(),
                stop,
                new EngineOptions(Compilation.ON, false),
                Collections.nCopies(replicas, Device.cpu()));
    }

    private List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(folder.resolve(name).resolve("metrics.jsonl"));
    }

    private static void same(List<float[]> one, List<float[]> other) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i)).containsExactly(other.get(i));
        }
    }

    private void stopAt(String name, TrainingOptions options, int batch) {
        StopSignal stop = new StopSignal();
        int[] seen = new int[1];
        assertThatThrownBy(() -> train(
                        name,
                        options,
                        stop,
                        () -> {
                            if (++seen[0] == batch) {
                                stop.request("test");
                            }
                        },
                        Long.MAX_VALUE))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void findsTheWeights() throws IOException {
        float[] values = train("a", options(400, 1, new OptimizerOptions.Sgd(0.1, 0.9, false, 0)))
                .get(0);
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < 5; i++) {
            assertThat(sorted[i]).isCloseTo(i, within(1e-3f));
        }
    }

    @Test
    void replicasTrainAsOneDeviceDoes() throws IOException {
        TrainingOptions options = options(40, 2, ADAM);
        List<float[]> one = train("one", options);
        replicas = 4;
        List<float[]> four = train("four", options);
        for (int array = 0; array < one.size(); array++) {
            for (int i = 0; i < one.get(array).length; i++) {
                assertThat(four.get(array)[i]).isCloseTo(one.get(array)[i], within(1e-5f));
            }
        }
        stopAt("resumed", options, 2 * 13);
        same(train("resumed", options), four);
    }

    @Test
    void resumedEqualsUninterrupted() throws IOException {
        TrainingOptions options = options(40, 2, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("parts", options, 2 * 13);
        assertThat(steps("parts")).last().isEqualTo(13L);
        stopAt("parts", options, 2 * 9);
        List<float[]> parts = train("parts", options);
        same(parts, whole);
        assertThat(events("parts")).hasSameSizeAs(events("whole"));
        for (int i = 0; i < events("whole").size(); i++) {
            MetricEvent a = events("parts").get(i);
            MetricEvent b = events("whole").get(i);
            assertThat(a.step()).isEqualTo(b.step());
            assertThat(a.values().get("loss")).isEqualTo(b.values().get("loss"));
            assertThat(a.values().get("learning_rate")).isEqualTo(b.values().get("learning_rate"));
        }
    }

    @Test
    void aDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("damaged", options, 20);
        assertThat(steps("damaged")).containsExactly(14L, 20L);
        damage("damaged", 20);
        said.clear();
        same(train("damaged", options), whole);
        assertThat(said).anyMatch(line -> line.contains("step-00000020 is damaged (checksum of model.safetensors)"));
        assertThat(said).anyMatch(line -> line.contains("goes on from step 14"));
    }

    private void damage(String name, int step) throws IOException {
        Path file = folder.resolve(name + "/checkpoints/step-000000" + step + "/model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aDamagedCheckpointTakesNoPlaceOfAGoodOne() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("damaged", options, 20);
        damage("damaged", 20);
        stopAt("damaged", options, 7);
        assertThat(steps("damaged")).containsExactly(14L, 21L);
        assertThat(folder.resolve("damaged/checkpoints/damaged-step-00000020/state.json"))
                .exists();
        damage("damaged", 21);
        said.clear();
        same(train("damaged", options), whole);
        assertThat(said).anyMatch(line -> line.contains("goes on from step 14"));
    }

    /** As a run that was killed between the last checkpoint of a stage and the note that the stage is complete. */
    @Test
    void aTrainingThatWasOverStaysAsItWas() throws IOException {
        for (TrainingOptions options : List.of(options(38, 1, ADAM), NEVER_IMPROVING)) {
            String name = "over-" + options.duration().steps().orElseThrow();
            List<float[]> values = train(name, options);
            TrainingResult first = result;
            assertThat(first.loss()).isPositive();
            assertThat(first.examplesPerSecond()).isPositive();
            assertThat(first.dataWait()).isBetween(1e-9, 1.0);
            List<MetricEvent> events = events(name);
            same(train(name, options), values);
            assertThat(result).isEqualTo(first);
            assertThat(events(name)).isEqualTo(events);
        }
    }

    @Test
    void secondsAndWaitsOfAllSessionsCount() throws IOException {
        TrainingOptions options = options(40, 1, ADAM);
        stopAt("parts", options, 13);
        Checkpoint.State state = state("parts");
        assertThat(state.waited()).isCloseTo(13 * 1000 / 1e9, within(1e-12));
        train("parts", options);
        Checkpoint.State last = state("parts");
        assertThat(last.waited()).isCloseTo(40 * 1000 / 1e9, within(1e-12));
        assertThat(last.seconds()).isGreaterThan(state.seconds());
        assertThat(result.examplesPerSecond()).isEqualTo(40 * 8 / last.seconds());
    }

    private Checkpoint.State state(String name) throws IOException {
        Path checkpoints = folder.resolve(name).resolve("checkpoints");
        List<Checkpoint> all = new Checkpoints(checkpoints).all();
        return all.get(all.size() - 1).state();
    }

    @Test
    void aCheckpointOfAnEarlierVersionIsRead() throws IOException {
        String json = "{\"step\": 7, \"best\": 0.5, \"best_step\": 4, \"loss_sum\": 1.5, \"norm_sum\": 2.5,"
                + " \"loss_count\": 3, \"seconds\": 6.5}";
        assertThat(Json.parse(json, Checkpoint.State.class))
                .isEqualTo(new Checkpoint.State(7, 0.5, 4, 1.5, 2.5, 3, 6.5, 0, 0, false));
    }

    @Test
    void aCheckpointThatWasBeingWrittenIsIgnored() throws IOException {
        TrainingOptions options = options(20, 1, ADAM);
        List<float[]> whole = train("whole", options);
        stopAt("cut", options, 9);
        Path half = Files.createDirectories(folder.resolve("cut/checkpoints/.step-00000014.tmp"));
        Files.write(half.resolve("model.safetensors"), new byte[] {1, 2, 3});
        same(train("cut", options), whole);
        assertThat(Files.exists(half)).isFalse();
    }

    @Test
    void theLastTwoCheckpointsStay() throws IOException {
        train("a", options(40, 1, ADAM));
        assertThat(steps("a")).containsExactly(35L, 40L);
    }

    @Test
    void aFailedSaveFailsTheRun() throws IOException {
        Path run = Files.createDirectories(folder.resolve("full"));
        Files.writeString(run.resolve("checkpoints"), "a file where the folder should be");
        assertThatThrownBy(() -> train("full", options(10, 1, ADAM))).isInstanceOf(IOException.class);
    }

    @Test
    void nanStopsWithTheEvidenceAndKeepsTheLastGoodCheckpoint() throws IOException {
        assertThatThrownBy(() -> train("nan", options(40, 1, ADAM), new StopSignal(), () -> {}, 10))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageContaining(
                        "loss is NaN at step 10 of stage 1-fit, examples [16, 17, 18, 19, 20, 21, 22, 23]");
        assertThat(steps("nan")).containsExactly(7L);
    }

    @Test
    void accumulatedGradientsAreThoseOfTheWholeBatch() throws IOException {
        TrainingOptions small = options(1, 4, new OptimizerOptions.Sgd(0.1, 0, false, 0));
        float[] accumulated = train("small", small).get(0);
        Path run = Files.createDirectories(folder.resolve("big"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE);
                Training<Regression.Rows> training = new Training<>(
                        options(1, 1, new OptimizerOptions.Sgd(0.1, 0, false, 0)),
                        context(run, metrics, new StopSignal()),
                        objective,
                        Regression.source(64, 32, () -> {}))) {
            training.run();
            float[] whole = objective.values();
            for (int i = 0; i < whole.length; i++) {
                assertThat(accumulated[i]).isCloseTo(whole[i], within(1e-6f));
            }
        }
    }

    @Test
    void clippingBoundsTheStep() throws IOException {
        TrainingOptions clipped = new TrainingOptions(
                Span.ofSteps(1),
                8,
                Precision.FLOAT32,
                1,
                new OptimizerOptions.Sgd(1, 0, false, 0),
                new Schedule.Constant(Span.ofSteps(0)),
                Optional.of(0.01),
                Optional.empty(),
                Optional.empty());
        float[] start;
        try (NDManager manager = NDManager.newBaseManager();
                Regression model = new Regression(manager, Long.MAX_VALUE)) {
            start = model.values();
        }
        float[] end = train("clip", clipped).get(0);
        double square = 0;
        for (int i = 0; i < 5; i++) {
            square += (end[i] - start[i]) * (end[i] - start[i]);
        }
        assertThat(Math.sqrt(square)).isCloseTo(0.01, within(1e-6));
        assertThat(events("clip").get(0).values().get("gradient_norm")).isGreaterThan(0.5);
    }

    @Test
    void trainingEndsWhenItsMetricNoLongerImproves() throws IOException {
        train("early", NEVER_IMPROVING);
        assertThat(steps("early")).last().satisfies(step -> assertThat(step).isBetween(20L, 60L));
    }

    @Test
    void theWeightsOfTheBestValidationComeBack() throws IOException {
        TrainingOptions watching = constant(64, "validation_loss");
        Path run = Files.createDirectories(folder.resolve("best"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective =
                        new Regression(manager, Long.MAX_VALUE).withValidation(3, 1, 2, 1.5, 4, 5, 6, 7);
                Training<Regression.Rows> training = new Training<>(
                        watching,
                        context(run, metrics, new StopSignal()),
                        objective,
                        Regression.source(64, 8, () -> {}))) {
            assertThat(training.run().step()).isEqualTo(16 + 24);
            assertThat(training.restoreBest()).contains(16L);
            assertThat(objective.values())
                    .isEqualTo(train("sixteen", constant(16, "loss")).get(0));
        }
        assertThat(MetricsFile.read(run.resolve("metrics.jsonl")).stream()
                        .filter(event -> event.values().containsKey("validation_loss"))
                        .map(MetricEvent::step))
                .containsExactly(8L, 16L, 24L, 32L, 40L);
    }

    @Test
    void watchingWhatIsNotRecordedIsAnError() {
        assertThatThrownBy(() -> train("unknown", constant(8, "validation_los")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("validation_los")
                .hasMessageContaining("gradient_norm");
    }

    private static TrainingOptions constant(long steps, String metric) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                8,
                Precision.FLOAT32,
                1,
                new OptimizerOptions.Sgd(0.01, 0, false, 0),
                new Schedule.Constant(Span.ofSteps(0)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new TrainingOptions.EarlyStopping(metric, TrainingOptions.Goal.MIN, Span.ofSteps(24), 0)));
    }

    @Test
    void liveArraysStayConstant() throws IOException {
        List<Integer> alive = new ArrayList<>();
        Path run = Files.createDirectories(folder.resolve("live"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE);
                Training<Regression.Rows> training = new Training<>(
                        options(101, 2, ADAM),
                        context(run, metrics, new StopSignal()),
                        objective,
                        Regression.source(64, 8, () -> alive.add(LiveArrays.below(manager))))) {
            training.run();
        }
        assertThat(alive.get(200)).isEqualTo(alive.get(20));
    }
}
