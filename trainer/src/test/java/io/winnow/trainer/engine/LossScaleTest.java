package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossScaleTest {
    @TempDir
    Path folder;

    private static TrainingOptions options(long steps, Precision precision, Schedule schedule) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                8,
                precision,
                2,
                new OptimizerOptions.AdamW(0.02, 0.9, 0.999, 1e-8, 0),
                schedule,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Trains the regression in a folder.
     *
     * @param stopAt number of the batch at which the training is asked to stop, or 0 for never
     * @param overflow step at which the gradient overflows in float16
     * @return the parameters
     */
    private float[] train(String name, TrainingOptions options, int stopAt, long overflow) throws IOException {
        StopSignal stop = new StopSignal();
        Path run = Files.createDirectories(folder.resolve(name));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE)) {
            if (options.precision() == Precision.FLOAT16) {
                objective.inFloat16(overflow);
            }
            TrainingContext context = new TrainingContext(
                    "1-fit",
                    5,
                    run.resolve("checkpoints"),
                    new CheckpointOptions(Span.ofSteps(7), 2),
                    new LoggingOptions(1, false),
                    metrics,
                    Progress.silent(),
                    stop,
                    new EngineOptions(Compilation.AUTO, false),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    false);
            int[] batches = new int[1];
            Runnable each = () -> {
                if (++batches[0] == stopAt) {
                    stop.request("test");
                }
            };
            try (Training<Regression.Rows, Void> training =
                    new Training<>(options, context, objective, Regression.source(64, 8, each))) {
                training.run();
                return objective.values();
            }
        }
    }

    private List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(folder.resolve(name).resolve("metrics.jsonl"));
    }

    @Test
    void halvesAtOverflowAndDoublesAfterTwoThousandGoodSteps() {
        LossScale scale = new LossScale();
        assertThat(scale.scale()).isEqualTo(65536);
        scale.stepSkipped();
        for (int i = 0; i < 1999; i++) {
            scale.stepTaken();
        }
        assertThat(scale.scale()).isEqualTo(32768);
        scale.stepTaken();
        assertThat(scale.scale()).isEqualTo(65536);
        for (int i = 0; i < 1999; i++) {
            scale.stepTaken();
        }
        scale.stepSkipped();
        scale.stepTaken();
        // A skipped step resets the count of good steps.
        assertThat(scale.scale()).isEqualTo(32768);
        assertThat(scale.skipped()).isEqualTo(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            LossScale other = new LossScale();
            other.load(scale.state(manager));
            for (int i = 0; i < 1999; i++) {
                other.stepTaken();
            }
            assertThat(other.scale()).isEqualTo(65536);
            assertThat(other.skipped()).isEqualTo(2);
        }
        while (scale.canFall()) {
            scale.stepSkipped();
        }
        assertThat(scale.scale()).isEqualTo(0.5);
    }

    @Test
    void anOverflowIsSkippedCountedAndSavedAndTheTrainingFindsWhatFloat32Finds() throws IOException {
        Schedule constant = new Schedule.Constant(Span.ofSteps(0));
        TrainingOptions half = options(300, Precision.FLOAT16, constant);
        float[] reduced = train("half", half, 0, 30);
        float[] exact = train("full", options(300, Precision.FLOAT32, constant), 0, 0);
        for (int i = 0; i < exact.length; i++) {
            assertThat(reduced[i]).isCloseTo(exact[i], within(0.02f)).isNotEqualTo(exact[i]);
        }
        List<MetricEvent> events = events("half");
        double before = events.get(29).values().get("skipped_steps");
        double scale = events.get(29).values().get("loss_scale");
        assertThat(events.get(30).values())
                .containsEntry("skipped_steps", before + 1)
                .containsEntry("loss_scale", scale / 2);
        assertThat(events.get(299).values().get("skipped_steps")).isGreaterThanOrEqualTo(before + 1);
        assertThat(events("full").get(0).values()).doesNotContainKey("loss_scale");
    }

    @Test
    void aSkippedStepMovesNothing() throws IOException {
        TrainingOptions one = options(1, Precision.FLOAT16, new Schedule.Constant(Span.ofSteps(0)));
        try (NDManager manager = NDManager.newBaseManager();
                Regression start = new Regression(manager, Long.MAX_VALUE)) {
            assertThat(train("skipped", one, 0, 0)).containsExactly(start.values());
        }
        assertThat(events("skipped").get(0).values())
                .containsEntry("skipped_steps", 1.0)
                .containsEntry("loss_scale", 32768.0);
    }

    @Test
    void resumedEqualsUninterrupted() throws IOException {
        TrainingOptions half = options(40, Precision.FLOAT16, new Schedule.Cosine(Span.ofSteps(5), 0));
        float[] whole = train("whole", half, 0, 3);
        assertThatThrownBy(() -> train("resumed", half, 20, 3)).isInstanceOf(StoppedException.class);
        // The overflow happened before the stop. The objective counts steps from 0 again, so it must not overflow a
        // second time.
        assertThat(train("resumed", half, 0, Long.MAX_VALUE)).containsExactly(whole);
        List<MetricEvent> one = events("whole");
        List<MetricEvent> other = events("resumed");
        assertThat(other.get(39).values().get("loss_scale"))
                .isEqualTo(one.get(39).values().get("loss_scale"))
                .isLessThan(65536);
        assertThat(other.get(39).values().get("skipped_steps"))
                .isEqualTo(one.get(39).values().get("skipped_steps"));
    }

    @Test
    void tf32NeedsAGpuAndTheEnvironment() {
        TrainingOptions tf32 = options(1, Precision.TF32, new Schedule.Constant(Span.ofSteps(0)));
        assertThatThrownBy(() -> train("tf32", tf32, 0, 0))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tf32 needs an NVIDIA GPU");
        assertThat(Precision.TF32.refusal(Device.gpu(), null))
                .get()
                .asString()
                .contains("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1");
        assertThat(Precision.TF32.refusal(Device.gpu(), "1")).isEmpty();
    }
}
