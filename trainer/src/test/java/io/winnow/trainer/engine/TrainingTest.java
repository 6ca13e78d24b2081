package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingTest extends TrainingRuns {
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

    /** 0.9^20 is 0.12, and 0.9^22 is 0.098; 0.01^(1/20) is 0.794. */
    @Test
    void anAverageThatIsMostlyTheStartIsWarnedOf() throws IOException {
        train("short", options(20, 1, ADAM));
        assertThat(said)
                .anySatisfy(line -> assertThat(line)
                        .contains("(ema_decay 0.9), of which 12% are still the initial weights after 20 steps")
                        .contains("ema_decay to 0.794 or less"));
        said.clear();
        train("long", options(22, 1, ADAM));
        assertThat(said).noneMatch(line -> line.contains("ema_decay"));
        assertThat(AverageStart.largestDecay(20_000)).isEqualTo("0.999769"); // 0.01^(1/20000) is 0.99976977
    }

    @Test
    void replicasTrainLikeOneDevice() throws IOException {
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

    /** A linear map of four numbers to one takes 8 operations forwards and twice as many backwards, on one device as on several. */
    @Test
    void recordsTheOperationsOfTheNetwork() throws IOException {
        for (int devices : new int[] {1, 4}) {
            replicas = devices;
            train("on " + devices, options(40, 2, ADAM));
            MetricEvent last = events("on " + devices).stream()
                    .filter(each -> each.values().containsKey("gflops"))
                    .reduce((first, second) -> second)
                    .orElseThrow();
            double perExample =
                    1e9 * last.values().get("gflops") / last.values().get("examples_per_second");
            // Both are rates of the same window, of which one is read a moment later.
            assertThat(perExample).isCloseTo(24, withinPercentage(10));
            assertThat(last.values().get("utilisation")).isBetween(1e-12, 1.0);
        }
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
    void accumulatedGradientsEqualThatOfTheWholeBatch() throws IOException {
        TrainingOptions small = options(1, 4, new OptimizerOptions.Sgd(0.1, 0, false, 0));
        float[] accumulated = train("small", small).get(0);
        Path run = Files.createDirectories(folder.resolve("big"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE);
                Training<Regression.Rows, Void> training = new Training<>(
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
    void theWeightsOfTheBestValidationAreRestored() throws IOException {
        TrainingOptions watching = constant(64, "validation_loss");
        Path run = Files.createDirectories(folder.resolve("best"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective =
                        new Regression(manager, Long.MAX_VALUE).withValidation(3, 1, 2, 1.5, 4, 5, 6, 7);
                Training<Regression.Rows, Void> training = new Training<>(
                        watching,
                        context(run, metrics, new StopSignal()),
                        objective,
                        Regression.source(64, 8, () -> {}))) {
            assertThat(training.run().step()).isEqualTo(16 + 24);
            assertThat(training.select()).contains(new Selection(16, 40, "validation_loss", 16, 1));
            assertThat(objective.values())
                    .isEqualTo(train("sixteen", constant(16, "loss")).get(0));
        }
        assertThat(MetricsFile.read(run.resolve("metrics.jsonl")).stream()
                        .filter(event -> event.values().containsKey("validation_loss"))
                        .map(MetricEvent::step))
                .containsExactly(8L, 16L, 24L, 32L, 40L);
        // The process has at least PyTorch's library in its memory, and never more than its peak.
        double peak = DeviceMemory.peak(Device.cpu()) / (double) (1 << 30);
        assertThat(MetricsFile.read(run.resolve("metrics.jsonl")).stream()
                        .filter(event -> event.values().containsKey("loss")))
                .isNotEmpty()
                .allSatisfy(
                        event -> assertThat(event.values().get("memory_gib")).isBetween(0.03, peak));
    }

    @Test
    void watchingAMetricThatIsNotRecordedIsAnError() {
        assertThatThrownBy(() -> train("unknown", constant(8, "validation_los")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("validation_los")
                .hasMessageContaining("gradient_norm");
        validation = new double[] {1};
        assertThatThrownBy(() -> train("misspelled", constant(8, "validation_los")))
                .hasMessageContaining("did you mean 'validation_loss'?");
    }

    /** The average starts with the statistics at the start, and moves a tenth of the way to those of each step. */
    @Test
    void averagesIncludeStatistics() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            BatchNormalization norm = new BatchNormalization(2);
            norm.initialize(manager);
            ParameterArena parameters = ParameterArena.adopt(norm, ParameterLayout.of(norm), manager);
            ParameterArena average = parameters.copyTo(parameters.device(), manager, false);
            double mean = 0;
            double variance = 1;
            double expectedMean = 0;
            double expectedVariance = 1;
            for (int step = 1; step <= 3; step++) {
                NDArray x = manager.create(new float[] {step, -step, step + 2, -step - 2}, new Shape(2, 2));
                norm.forward(parameters.bind(manager), new NDList(x), true);
                average.averageWith(parameters, 0.9);
                // The batch has the mean step + 1 and, as PyTorch estimates it without bias, the variance 2.
                mean = 0.9 * mean + 0.1 * (step + 1);
                variance = 0.9 * variance + 0.1 * 2;
                expectedMean = 0.9 * expectedMean + 0.1 * mean;
                expectedVariance = 0.9 * expectedVariance + 0.1 * variance;
            }
            assertThat(average.named(manager).get("running_mean").toFloatArray()[0])
                    .isCloseTo((float) expectedMean, within(1e-6f));
            assertThat(average.named(manager).get("running_var").toFloatArray()[0])
                    .isCloseTo((float) expectedVariance, within(1e-6f));
        }
    }

    static TrainingOptions constant(long steps, String metric) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                8,
                Precision.FLOAT32,
                1,
                new OptimizerOptions.Sgd(0.01, 0, false, 0),
                new Schedule.Constant(Span.ofSteps(0)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new TrainingOptions.EarlyStopping(
                        metric,
                        TrainingOptions.Goal.MIN,
                        Optional.of(Span.ofSteps(24)),
                        0,
                        TrainingOptions.Select.BEST)));
    }

    @Test
    void liveArraysStayConstant() throws IOException {
        List<Integer> alive = new ArrayList<>();
        Path run = Files.createDirectories(folder.resolve("live"));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE);
                Training<Regression.Rows, Void> training = new Training<>(
                        options(101, 2, ADAM),
                        context(run, metrics, new StopSignal()),
                        objective,
                        Regression.source(64, 8, () -> alive.add(LiveArrays.below(manager))))) {
            training.run();
        }
        assertThat(alive.get(200)).isEqualTo(alive.get(20));
    }
}
