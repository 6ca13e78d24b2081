package io.winnow.trainer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.TargetMetric;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose trainings only write the files of a run, with an accuracy that is a function of learning rate, epochs and seed. */
class SweepTest {
    private static final String RATE = "recipe.classify.training.optimizer.learning_rate";

    @TempDir
    Path folder;

    private Path config;

    /** Runs in the order in which they were trained. */
    private final List<String> trained = Collections.synchronizedList(new ArrayList<>());

    private final StopSignal stop = new StopSignal();

    @BeforeEach
    void write() throws IOException {
        config = NumbersConfig.write(folder, 40, i -> i % 2 == 0 ? "even" : "odd", "{kind: row_mlp}", 9);
    }

    /** The accuracy of trial r with seed s after e epochs: r / 10 + s / 100 + e / 1000. */
    private static double accuracy(Experiment experiment) {
        Supervised recipe = (Supervised) experiment.recipe();
        double rate = recipe.classify().training().optimizer().learningRate();
        double epochs = recipe.classify().training().duration().epochs().orElseThrow();
        return rate / 10 + experiment.seed() / 100.0 + epochs / 1000;
    }

    private int train(Path file, Path runs, Path log, Slot slot, BooleanSupplier cancelled) throws IOException {
        Experiment experiment = Experiment.read(file, List.of());
        trained.add(experiment.name());
        double accuracy = accuracy(experiment);
        Path run = Files.createDirectories(runs.resolve(experiment.name()));
        Files.copy(file, run.resolve("config.yaml"));
        Map<String, Double> values = Map.of("validation/accuracy", accuracy);
        Files.writeString(
                run.resolve("metrics.jsonl"), Json.line(new MetricEvent("1-classify", 10, 1, 0, values)) + "\n");
        DataRecord.Source source = new DataRecord.Source("numbers", 8, Map.of(), "keys", "fingerprint");
        Files.writeString(
                run.resolve("data.json"),
                Json.page(new DataRecord("/", Map.of("validation", source, "test", source), null, Optional.empty())));
        Result result = new Result(
                "supervised",
                RunStatus.COMPLETED,
                experiment.seed(),
                "cpu",
                1,
                Map.of("accuracy", 1 - accuracy),
                Map.of("constant", Map.of("accuracy", 0.5)),
                List.of(new StageSummary("classify", 1, null, Map.of(), Map.of())));
        Files.writeString(run.resolve("result.json"), Json.page(result));
        return 0;
    }

    private static SweepArguments asked(Strategy strategy, Integer trials, String over, Long... seeds) {
        return new SweepArguments(
                "numbers.yaml",
                List.of(),
                List.of(over),
                List.of(),
                strategy,
                trials,
                1,
                List.of(seeds),
                null,
                null,
                null);
    }

    private SweepPlan plan(SweepArguments asked) throws IOException {
        return SweepPlan.of(config, asked, List.of(), new Catalog(new DataRoot(List.of(folder))), line -> {});
    }

    private SweepRecord sweep(SweepArguments asked, TrialTrainer trainer, int slots, boolean retry) throws IOException {
        Path output = folder.resolve("sweep");
        Optional<SweepRecord> begun = SweepFolder.read(output);
        SweepPlan plan = plan(asked);
        plan.requireContinues(begun, List.of(), output);
        try (SweepFolder opened = SweepFolder.open(output)) {
            return new Sweep(
                            plan,
                            opened,
                            trainer,
                            Collections.nCopies(slots, new Slot("cpu", Map.of())),
                            retry,
                            Progress.silent(),
                            stop)
                    .run(begun);
        }
    }

    /** Means over the seeds 1 and 2 are r / 10 + .015 + .009, and standard deviations .01 / sqrt(2). */
    @Test
    void theBestMeanOverSeedsIsChosen() throws IOException {
        SweepRecord record = sweep(asked(Strategy.GRID, null, RATE + "=0.1,0.3,0.2", 1L, 2L), this::train, 1, false);
        assertThat(trained)
                .containsExactly(
                        "trial-1-seed-1",
                        "trial-1-seed-2",
                        "trial-2-seed-1",
                        "trial-2-seed-2",
                        "trial-3-seed-1",
                        "trial-3-seed-2");
        assertThat(record.ranking()).extracting(RankedTrial::trial).containsExactly(2, 3, 1);
        RankedTrial best = record.ranking().get(0);
        assertThat(best.mean()).isCloseTo(0.03 + 0.015 + 0.009, within(1e-12));
        assertThat(best.std()).isCloseTo(0.01 / Math.sqrt(2), within(1e-12));
        assertThat(record.best().test().get("supervised").get("accuracy")).isCloseTo(1 - best.mean(), within(1e-12));
        assertThat(record.best().test().get("supervised").get("accuracy_std")).isCloseTo(best.std(), within(1e-12));
        assertThat(record.best().test().get("constant").get("accuracy")).isEqualTo(0.5);
        assertThat(record.best().command())
                .containsExactly("train", config.toString(), "--set", RATE + "=0.3", "--set", "seed=1");
        assertThat(record.warnings()).isEmpty();
        assertThat(SweepFolder.read(folder.resolve("sweep"))).contains(record);
    }

    @Test
    void aSecondCallTrainsNothingAgain() throws IOException {
        SweepArguments asked = asked(Strategy.GRID, null, RATE + "=0.1,0.3", 1L, 2L);
        SweepRecord first = sweep(asked, this::train, 1, false);
        trained.clear();
        assertThat(sweep(asked, this::train, 1, false)).isEqualTo(first);
        assertThat(trained).isEmpty();
        // What was trained but not recorded, because the sweep was killed in between, counts as well.
        Files.delete(folder.resolve("sweep/runs/trial-2-seed-2/result.json"));
        Files.writeString(
                folder.resolve("sweep/sweep.json"),
                Json.page(new SweepRecord(
                        first.arguments(),
                        List.of(),
                        first.metric(),
                        RunStatus.RUNNING,
                        List.of(),
                        List.of(),
                        null,
                        List.of())));
        Files.delete(folder.resolve("sweep/runs/trial-2-seed-2/config.yaml"));
        assertThat(sweep(asked, this::train, 1, false)).isEqualTo(first);
        assertThat(trained).containsExactly("trial-2-seed-2");
    }

    @Test
    void otherArgumentsAndOtherFilesAreRefused() throws IOException {
        sweep(asked(Strategy.GRID, null, RATE + "=0.1,0.3", 1L), this::train, 1, false);
        assertThatThrownBy(() -> sweep(asked(Strategy.GRID, null, RATE + "=0.1,0.3", 1L, 2L), this::train, 1, false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--seeds was [1] and is [1, 2]");
        Files.writeString(config, Files.readString(config).replace("batch_size: 8", "batch_size: 4"));
        assertThatThrownBy(() -> sweep(asked(Strategy.GRID, null, RATE + "=0.1,0.3", 1L), this::train, 1, false))
                .hasMessageContaining("The configuration has changed since the sweep")
                .hasMessageContaining("trial-1-seed-1.yaml");
        Files.delete(folder.resolve("sweep/sweep.json"));
        assertThatThrownBy(() -> SweepFolder.open(folder.resolve("sweep")))
                .hasMessageContaining("is not the folder of a sweep: it has no sweep.json, but configs");
        try (SweepFolder opened = SweepFolder.open(folder.resolve("other"))) {
            assertThatThrownBy(() -> SweepFolder.open(folder.resolve("other")))
                    .hasMessageContaining("Another process is running the sweep");
        }
    }

    /** A process that dies, one that cannot be started and one whose metric is undefined. The others go on. */
    @Test
    void failuresAreRecordedWithTheirReasons() throws IOException {
        SweepArguments asked = asked(Strategy.GRID, null, RATE + "=0.1,0.2,0.3,0.4,0.5", 1L);
        TrialTrainer failing = (file, runs, log, slot, cancelled) -> {
            switch (Experiment.read(file, List.of()).name()) {
                case "trial-1-seed-1" -> {
                    Files.writeString(
                            log, "Warming up.\nThe loss of examples [1, 2, 3, 4, 5, 6, 7] is NaN.\n\tat somewhere\n");
                    return 2;
                }
                case "trial-2-seed-1" -> {
                    return 137;
                }
                case "trial-3-seed-1" -> throw new IOException("Cannot allocate memory");
                case "trial-4-seed-1" -> {
                    train(file, runs, log, slot, cancelled);
                    Files.writeString(runs.resolve("trial-4-seed-1/metrics.jsonl"), "");
                    return 0;
                }
                default -> {
                    return train(file, runs, log, slot, cancelled);
                }
            }
        };
        SweepRecord record = sweep(asked, failing, 1, false);
        assertThat(record.failed())
                .extracting(TrialRun::reason)
                .containsExactly(
                        "The loss of examples [1, 2, 3, 4, 5, ..] is NaN.",
                        "Its process was ended by signal 9, as the system does if the machine runs out of memory.",
                        "Its process cannot be started: Cannot allocate memory",
                        "It recorded no validation/accuracy of its final weights: the metric is undefined for the"
                                + " validation examples.");
        assertThat(record.ranking()).extracting(RankedTrial::trial).containsExactly(5);
        trained.clear();
        assertThat(sweep(asked, this::train, 1, false)).isEqualTo(record);
        assertThat(trained).isEmpty();
        record = sweep(asked, this::train, 1, true);
        assertThat(trained).containsExactly("trial-1-seed-1", "trial-2-seed-1", "trial-3-seed-1");
        assertThat(record.ranking()).extracting(RankedTrial::trial).containsExactly(5, 3, 2, 1);
    }

    @Test
    void aTrialWithOneFailedSeedIsLeftOut() throws IOException {
        SweepRecord record = sweep(
                asked(Strategy.GRID, null, RATE + "=0.1,0.3", 1L, 2L),
                (file, runs, log, slot, cancelled) ->
                        file.endsWith("trial-2-seed-2.yaml") ? 1 : train(file, runs, log, slot, cancelled),
                1,
                false);
        assertThat(record.ranking()).extracting(RankedTrial::trial).containsExactly(1);
        assertThat(record.failed())
                .singleElement()
                .satisfies(run -> assertThat(run.reason())
                        .isEqualTo("Its process ended with exit code 1 and without a message."));
    }

    /** Nine trials of 1 epoch, three of 3, one of 9. Accuracies rise with the rate, so the highest rates go on. */
    @Test
    void halvingTrainsTheBestLonger() throws IOException {
        SweepArguments asked = asked(Strategy.HALVING, null, RATE + "=0.9,0.1,0.2,0.3,0.8,0.4,0.5,0.6,0.7", 1L, 2L);
        SweepRecord record = sweep(asked, this::train, 2, false);
        assertThat(trained).hasSize(2 * (9 + 3 + 1));
        assertThat(record.runs())
                .filteredOn(run -> run.rung() == 1)
                .extracting(TrialRun::trial)
                .containsExactly(1, 1, 5, 5, 9, 9);
        assertThat(record.runs())
                .filteredOn(run -> run.rung() == 2)
                .extracting(TrialRun::name)
                .containsExactly("trial-1-rung-3-seed-1", "trial-1-rung-3-seed-2");
        assertThat(record.ranking()).extracting(RankedTrial::trial).startsWith(1, 5, 9, 8, 7);
        assertThat(record.ranking().get(0).mean()).isCloseTo(0.09 + 0.015 + 0.009, within(1e-12));
        assertThat(record.ranking().get(1).mean()).isCloseTo(0.08 + 0.015 + 0.003, within(1e-12));
        assertThat(record.best().command()).contains("recipe.classify.training.duration={epochs: 9}", RATE + "=0.9");
        trained.clear();
        assertThat(sweep(asked, this::train, 2, false)).isEqualTo(record);
        assertThat(trained).isEmpty();
    }

    @Test
    void aStoppedSweepGoesOn() throws IOException {
        SweepArguments asked = asked(Strategy.GRID, null, RATE + "=0.1,0.2,0.3", 1L);
        assertThatThrownBy(() -> sweep(
                        asked,
                        (file, runs, log, slot, cancelled) -> {
                            if (file.endsWith("trial-2-seed-1.yaml")) {
                                stop.request("signal");
                                assertThat(cancelled.getAsBoolean()).isTrue();
                                return 75;
                            }
                            return train(file, runs, log, slot, cancelled);
                        },
                        1,
                        false))
                .isInstanceOf(StoppedException.class);
        SweepRecord stopped = SweepFolder.read(folder.resolve("sweep")).orElseThrow();
        assertThat(stopped.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(stopped.runs()).filteredOn(run -> run.status() == null).hasSize(2);
        trained.clear();
        Sweep next = new Sweep(
                plan(asked),
                SweepFolder.open(folder.resolve("sweep")),
                this::train,
                List.of(new Slot("cpu", Map.of())),
                false,
                Progress.silent(),
                new StopSignal());
        assertThat(next.run(Optional.of(stopped)).ranking())
                .extracting(RankedTrial::trial)
                .containsExactly(3, 2, 1);
        assertThat(trained).containsExactly("trial-2-seed-1", "trial-3-seed-1");
    }

    /** A sweep that was killed may leave its trainings behind. */
    @Test
    void aRunThatIsStillTrainedIsNotTouched() throws IOException {
        Path run = Files.createDirectories(folder.resolve("sweep/runs/trial-1-seed-1"));
        SweepArguments asked = asked(Strategy.GRID, null, RATE + "=0.1,0.2", 1L);
        Files.writeString(
                folder.resolve("sweep/sweep.json"),
                Json.page(new SweepRecord(
                        plan(asked).arguments(),
                        List.of(),
                        TargetMetric.higher("validation/accuracy"),
                        RunStatus.RUNNING,
                        List.of(),
                        List.of(),
                        null,
                        List.of())));
        try (FileChannel channel =
                        FileChannel.open(run.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> sweep(asked, this::train, 1, false))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("Another process is still training " + run);
            assertThat(trained).isEmpty();
        }
    }

    @Test
    void slotsWorkAtTheSameTime() throws IOException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        sweep(
                asked(Strategy.GRID, null, RATE + "=0.1,0.2,0.3,0.4,0.5,0.6", 1L),
                (file, runs, log, slot, cancelled) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        Thread.sleep(100);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    now.decrementAndGet();
                    return train(file, runs, log, slot, cancelled);
                },
                3,
                false);
        assertThat(most.get()).isEqualTo(3);
        assertThat(trained).hasSize(6);
    }

    @Test
    void plansAreChecked() {
        assertThatThrownBy(() -> plan(asked(Strategy.RANDOM, null, RATE + "=0.1,0.2")))
                .hasMessageContaining("--strategy random needs --trials");
        assertThatThrownBy(() -> plan(asked(Strategy.GRID, 3, RATE + "=0.1,0.2")))
                .hasMessageContaining("--trials has no effect");
        assertThatThrownBy(() -> plan(asked(Strategy.GRID, null, RATE + "=0.1,0.2,0.10")))
                .hasMessageContaining("Trials 1 (" + RATE + "=0.1) and 3 (" + RATE + "=0.10) have the same");
        assertThatThrownBy(() -> plan(asked(Strategy.RANDOM, 0, RATE + "=0.1,0.2")))
                .hasMessageContaining("--trials must be at least 1");
        assertThatThrownBy(() -> plan(asked(Strategy.GRID, null, RATE + "=0.1,0.2", 3L, 3L)))
                .hasMessageContaining("--seeds must be different");
        assertThatThrownBy(() -> plan(asked(Strategy.GRID, null, RATE + "=0.1,0.2", -1L)))
                .hasMessageContaining("seed: must not be negative, found -1");
        assertThatThrownBy(() -> plan(
                        asked(Strategy.HALVING, null, "recipe.classify.training.duration.epochs=1,2,3,4,5,6,7,8,9")))
                .hasMessageContaining(
                        "Successive halving sets recipe.classify.training.duration itself, so it cannot be searched");
        assertThatThrownBy(() -> plan(asked(Strategy.GRID, null, "recipe.classify.training.batchsize=4,8")))
                .hasMessageContaining("trial 1, recipe.classify.training.batchsize=4")
                .hasMessageContaining("did you mean 'batch_size'?");
        SweepArguments set = new SweepArguments(
                "",
                List.of(RATE + "=0.1"),
                List.of(RATE + "=0.1,0.2"),
                List.of(),
                Strategy.GRID,
                null,
                1,
                List.of(),
                null,
                null,
                null);
        assertThatThrownBy(() -> plan(set)).hasMessageContaining("is set by --set and searched as well");
    }
}
