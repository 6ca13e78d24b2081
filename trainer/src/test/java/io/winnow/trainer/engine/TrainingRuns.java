package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests that train a small regression in folders and inspect the files that it writes. */
abstract class TrainingRuns {
    static final OptimizerOptions ADAM = new OptimizerOptions.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01);

    static final TrainingOptions NEVER_IMPROVING = new TrainingOptions(
            Span.ofSteps(1000),
            8,
            Precision.FLOAT32,
            1,
            new OptimizerOptions.Sgd(1e-12, 0, false, 0),
            new Schedule.Constant(Span.ofSteps(0)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new TrainingOptions.EarlyStopping(
                    "loss",
                    TrainingOptions.Goal.MIN,
                    Optional.of(Span.ofSteps(20)),
                    0.01,
                    TrainingOptions.Select.BEST)));

    static final int EXAMPLES = 64;

    @TempDir
    Path folder;

    final List<String> said = new ArrayList<>();
    /** Last step that the progress display showed. */
    long shown;

    int replicas = 1;
    Optional<RateRangeTest> rateTest = Optional.empty();
    Optional<RoundRole> role = Optional.empty();
    /** Validation losses after each epoch; empty for no validation. */
    double[] validation = {};
    /** What the last training that reached its end selected. */
    Optional<Selection> selected = Optional.empty();
    /** Result of the last training that reached its end. */
    TrainingResult result;

    static TrainingOptions options(long steps, int accumulate, OptimizerOptions optimizer) {
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
        return new Progress() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public Task start(String name, String unit, long done, long total) {
                return new Task() {
                    @Override
                    public void at(long now, String note) {
                        shown = now;
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    /** Trains in a folder and returns the parameters, their moving average and the state of the objective. */
    List<float[]> train(String name, TrainingOptions options, StopSignal stop, Runnable atEach, long poison)
            throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        try (NDManager manager = NDManager.newBaseManager();
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, poison).withValidation(validation);
                Training<Regression.Rows, Void> training = new Training<>(
                        options,
                        context(run, metrics, stop),
                        objective,
                        Regression.source(EXAMPLES, options.batchSize(), atEach))) {
            result = training.run();
            selected = training.select();
            return List.of(
                    objective.values(),
                    training.result().values().toFloatArray(),
                    objective.state().get("calls").toFloatArray());
        }
    }

    List<float[]> train(String name, TrainingOptions options) throws IOException {
        return train(name, options, new StopSignal(), () -> {}, Long.MAX_VALUE);
    }

    List<Long> steps(String name) throws IOException {
        return new Checkpoints(folder.resolve(name).resolve("checkpoints"))
                .all().stream().map(Checkpoint::step).toList();
    }

    TrainingContext context(Path run, Metrics metrics, StopSignal stop) {
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
                rateTest,
                role,
                Collections.nCopies(replicas, Device.cpu()),
                false);
    }

    List<MetricEvent> events(String name) throws IOException {
        return MetricsFile.read(folder.resolve(name).resolve("metrics.jsonl"));
    }

    static void same(List<float[]> one, List<float[]> other) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i)).containsExactly(other.get(i));
        }
    }

    void stopAt(String name, TrainingOptions options, int batch) {
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
}
