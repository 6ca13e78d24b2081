package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of several workers, which are threads here. */
class RoundsTest extends TrainingRuns {
    private static final OptimizerOptions SGD = new OptimizerOptions.Sgd(0.05, 0.9, false, 1e-2);
    private static final OuterOptions AVERAGE = new OuterOptions.Average();
    private static final OuterOptions DILOCO = new OuterOptions.Nesterov(0.7, 0.9);

    private static final OuterOptions SYNCHRONOUS = new OuterOptions.Synchronous();

    /** The weights of the last training that reached its end, and their moving average. */
    private List<float[]> trained;

    private static TrainingOptions plain(long steps, OptimizerOptions optimizer) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                8,
                Precision.FLOAT32,
                1,
                optimizer,
                new Schedule.Cosine(Span.ofSteps(5), 0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The turn in which the worker is lost. */
    private int loseTurn;

    private int turns;
    /** What a worker does before it takes a batch. */
    private Runnable atBatch = () -> {};

    /** Threads that train. A new one is started wherever the leader finds none, as on a worker that takes the place of a lost one. */
    private final class Threads implements RoundRole.Leader, AutoCloseable {
        private final String name;
        private final TrainingOptions options;
        private final RoundOptions rounds;
        private final StopSignal stop;
        private final long stopAt;
        private final long loseAt;
        private final List<Worker> members = new ArrayList<>();

        Threads(String name, TrainingOptions options, RoundOptions rounds, StopSignal stop, long stopAt, long loseAt) {
            this.name = name;
            this.options = options;
            this.rounds = rounds;
            this.stop = stop;
            this.stopAt = stopAt;
            this.loseAt = loseAt;
            for (int i = 0; i < workers(); i++) {
                members.add(new Worker(this, i));
            }
        }

        @Override
        public RoundOptions options() {
            return rounds;
        }

        @Override
        public int workers() {
            return rounds.workers().orElseThrow();
        }

        @Override
        public RoundState round(RoundRole.Round round) {
            if (round.begin() >= stopAt) {
                stop.request("test");
            }
            turns++;
            List<RoundState> states = new ArrayList<>();
            for (int i = 0; i < workers(); i++) {
                // the worker has done its work, but the result is lost with it
                if (round.begin() == loseAt && round.attempt() == 0 && round.turn() == loseTurn && i == 1) {
                    members.get(i).compute(round);
                    members.get(i).release();
                    members.set(i, new Worker(this, i));
                }
                states.add(members.get(i).compute(round));
            }
            return RoundState.sum(states);
        }

        @Override
        public void close() {
            members.forEach(Worker::release);
        }
    }

    private final class Worker implements RoundRole.Member {
        private final Threads threads;
        private final int number;
        private final BlockingQueue<Optional<RoundRole.Round>> work = new LinkedBlockingQueue<>();
        private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();
        private final Thread thread = new Thread(this::train);

        Worker(Threads threads, int number) {
            this.threads = threads;
            this.number = number;
            thread.start();
        }

        RoundState compute(RoundRole.Round round) {
            try {
                work.put(Optional.of(new RoundRole.Round(
                        round.begin(),
                        round.end(),
                        round.attempt(),
                        round.turn(),
                        RoundState.of(round.state().toBytes()))));
                if (done.take() instanceof RoundState result) {
                    return result;
                }
                throw new IllegalStateException("The worker has failed; see its stack trace.");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void release() {
            try {
                work.put(Optional.empty());
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void train() {
            Path run = folder.resolve("scratch-" + System.nanoTime());
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager manager = NDManager.newBaseManager();
                    Metrics metrics = new Metrics(
                            new MetricsFile(Files.createDirectories(run).resolve("metrics.jsonl")), List.of());
                    Regression objective = new Regression(manager, Long.MAX_VALUE);
                    Training<Regression.Rows, Void> training = new Training<>(
                            threads.options,
                            in(run, metrics, new StopSignal(), this),
                            objective,
                            Regression.source(EXAMPLES, threads.options.batchSize(), atBatch))) {
                training.run();
            } catch (RoundRole.ReleasedException expected) {
                return;
            } catch (IOException | RuntimeException e) {
                done.add(e);
                throw new IllegalStateException(e);
            }
        }

        @Override
        public RoundOptions options() {
            return threads.rounds;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public int workers() {
            return threads.workers();
        }

        @Override
        public Path folder() {
            return Training.workersFolder(
                    RoundsTest.this.folder.resolve(threads.name).resolve("checkpoints"));
        }

        @Override
        public Optional<RoundRole.Round> next() {
            try {
                return work.take();
            } catch (InterruptedException e) {
                return Optional.empty();
            }
        }

        @Override
        public void done(RoundState state) {
            done.add(state);
        }
    }

    private synchronized TrainingContext in(Path run, Metrics metrics, StopSignal stop, RoundRole own) {
        role = Optional.of(own);
        try {
            return context(run, metrics, stop);
        } finally {
            role = Optional.empty();
        }
    }

    /** Trains on workers and returns the weights. */
    private float[] rounds(String name, TrainingOptions options, RoundOptions rounds, long stopAt, long loseAt)
            throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        StopSignal stop = new StopSignal();
        try (NDManager manager = NDManager.newBaseManager();
                Threads threads = new Threads(name, options, rounds, stop, stopAt, loseAt);
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Regression objective = new Regression(manager, Long.MAX_VALUE);
                Training<Regression.Rows, Void> training = new Training<>(
                        options,
                        in(run, metrics, stop, threads),
                        objective,
                        Regression.source(EXAMPLES, options.batchSize(), () -> {}))) {
            result = training.run();
            trained = List.of(objective.values(), training.result().values().toFloatArray());
            return objective.values();
        }
    }

    private float[] rounds(String name, TrainingOptions options, RoundOptions rounds) throws IOException {
        return rounds(name, options, rounds, Long.MAX_VALUE, -1);
    }

    private static RoundOptions every(int steps, int workers, OuterOptions outer) {
        return new RoundOptions(Optional.of(workers), steps, outer);
    }

    /** The mean of steps from the same weights with the same momentum is the step with the mean gradient. */
    @Test
    void roundsOfOneStepAreSynchronousTraining() throws IOException {
        float[] alone = train("alone", plain(20, SGD)).get(0);
        assertThat(rounds("two", plain(20, SGD), every(1, 2, AVERAGE))).containsExactly(alone, within(1e-5f));
        assertThat(rounds("four", plain(20, SGD), every(1, 4, AVERAGE))).containsExactly(alone, within(1e-5f));
    }

    /** A worker alone that averages with nobody does what one machine does, bit for bit, whatever the length of its rounds. */
    @Test
    void oneWorkerIsOneMachine() throws IOException {
        float[] alone = train("alone", plain(20, ADAM)).get(0);
        assertThat(rounds("one", plain(20, ADAM), every(3, 1, AVERAGE))).containsExactly(alone);
        assertThat(result.step()).isEqualTo(20);
    }

    @Test
    void longRoundsDifferButLearn() throws IOException {
        float[] alone = train("alone", plain(60, SGD)).get(0);
        float[] local = rounds("local", plain(60, SGD), every(6, 2, AVERAGE));
        assertThat(local).isNotEqualTo(alone);
        for (int i = 0; i < local.length; i++) {
            assertThat(local[i]).isCloseTo(alone[i], within(0.05f));
        }
    }

    @Test
    void aStoppedTrainingContinuesBitForBit() throws IOException {
        for (OuterOptions outer : List.of(AVERAGE, DILOCO)) {
            String name = outer.getClass().getSimpleName();
            RoundOptions rounds = every(4, 2, outer);
            float[] whole = rounds(name + "-whole", plain(22, ADAM), rounds);
            assertThatThrownBy(() -> rounds(name + "-resumed", plain(22, ADAM), rounds, 8, -1))
                    .isInstanceOf(StoppedException.class);
            assertThat(rounds(name + "-resumed", plain(22, ADAM), rounds)).containsExactly(whole);
            assertThat(said).contains("Stage 1-fit resumes from step 12.");
        }
    }

    /** The new worker begins with the files that the lost one left after the round before. */
    @Test
    void aLostWorkerChangesNothing() throws IOException {
        RoundOptions rounds = every(4, 2, DILOCO);
        float[] whole = rounds("whole", plain(20, ADAM), rounds);
        assertThat(rounds("lost", plain(20, ADAM), rounds, Long.MAX_VALUE, 8)).containsExactly(whole);
        assertThat(folder.resolve("lost/workers")).doesNotExist();
    }

    private static TrainingOptions everything(long steps, int accumulate, OptimizerOptions optimizer, int batch) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                batch,
                Precision.FLOAT32,
                accumulate,
                optimizer,
                new Schedule.Cosine(Span.ofSteps(5), 0),
                Optional.of(1.5),
                Optional.of(0.9),
                Optional.empty());
    }

    /** With AdamW, clipped gradients, several batches a step, and a moving average, parts of unequal size give the step of the whole batch. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 20})
    void synchronousWorkersTakeTheStepsOfOneMachine(int workers) throws IOException {
        TrainingOptions options = everything(20, 2, ADAM, 40);
        List<float[]> alone = train("alone", options);
        rounds("together", options, every(4, workers, SYNCHRONOUS));
        for (int i = 0; i < 2; i++) {
            assertThat(trained.get(i)).containsExactly(alone.get(i), within(2e-6f));
        }
        List<MetricEvent> expected = events("alone");
        List<MetricEvent> events = events("together");
        double loss = expected.get(expected.size() - 1).values().get("loss");
        double norm = expected.get(expected.size() - 1).values().get("gradient_norm");
        assertThat(events.get(events.size() - 1).values().get("loss")).isCloseTo(loss, within(1e-5));
        assertThat(events.get(events.size() - 1).values().get("gradient_norm")).isCloseTo(norm, within(1e-5));
        assertThat(turns).isEqualTo(20 + 5); // one for each step, and one at the end of each round
        String cost = "1-fit: 5 rounds of " + workers
                + " workers took \\d+\\.\\d\\d s and moved \\d\\.\\d kB each\\. For \\d+% of"
                + " this time, no worker computed\\.";
        assertThat(said.stream().filter(line -> line.matches(cost))).hasSize(workers > 1 ? 1 : 0);
        // Five weights go to each worker, and five come back, in each of four steps; at the end, they go once more.
        assertThat(events.get(0).values().get("round_bytes")).isEqualTo(4.0 * 5 * workers * (4 + 4 + 1));
    }

    @Test
    void aStoppedSynchronousTrainingContinuesBitForBit() throws IOException {
        RoundOptions rounds = every(4, 2, SYNCHRONOUS);
        float[] whole = rounds("whole", options(22, 2, ADAM), rounds);
        List<float[]> expected = trained;
        assertThatThrownBy(() -> rounds("resumed", options(22, 2, ADAM), rounds, 8, -1))
                .isInstanceOf(StoppedException.class);
        assertThat(rounds("resumed", options(22, 2, ADAM), rounds)).containsExactly(whole);
        same(trained, expected);
        assertThat(said).contains("Stage 1-fit resumes from step 12.");
    }

    /** What earlier versions wrote besides: the state of the objective in it is not that of the step. */
    @Test
    void synchronousCheckpointsWithAFileForEachWorkerAreRefused() throws IOException {
        RoundOptions rounds = every(4, 2, SYNCHRONOUS);
        assertThatThrownBy(() -> rounds("old", options(22, 2, ADAM), rounds, 8, -1))
                .isInstanceOf(StoppedException.class);
        try (Stream<Path> files = Files.walk(folder.resolve("old/checkpoints"))) {
            for (Path model :
                    files.filter(each -> each.endsWith("model.safetensors")).toList()) {
                Files.copy(model, model.resolveSibling("worker-0.safetensors"));
            }
        }
        assertThatThrownBy(() -> rounds("old", options(22, 2, ADAM), rounds))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has a file for each worker");
    }

    /** A worker that was lost in the middle of a round does not know what the others know: the round is done again, with the same bits. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4})
    void aSynchronousRoundIsDoneAgainWithoutALostWorker(int turn) throws IOException {
        RoundOptions rounds = every(4, 2, SYNCHRONOUS);
        rounds("whole", options(20, 1, ADAM), rounds);
        List<float[]> whole = trained;
        loseTurn = turn;
        rounds("lost", options(20, 1, ADAM), rounds, Long.MAX_VALUE, 8);
        same(trained, whole);
        if (turn > 0) { // at the beginning of a round, all workers know the same
            assertThat(said).contains("1-fit: a worker was replaced by another. The round is done again from step 8.");
        }
    }

    /** Layers may draw from the one generator of the process, so a worker holds it in the first turn of every round and attempt, too. */
    @Test
    void aWorkerHoldsTheGeneratorWhileItComputes() throws IOException {
        List<Boolean> free = Collections.synchronizedList(new ArrayList<>());
        atBatch = () -> free.add(
                CompletableFuture.supplyAsync(RoundsTest::isGeneratorFree).join());
        loseTurn = 2;
        rounds("turns", options(12, 1, SGD), every(4, 2, SYNCHRONOUS), Long.MAX_VALUE, 4);
        assertThat(free).hasSizeGreaterThan(2 * 12).containsOnly(false);
    }

    private static boolean isGeneratorFree() {
        Lock lock = new GeneratorTurns(false).lock();
        boolean free = lock.tryLock();
        if (free) {
            lock.unlock();
        }
        return free;
    }

    @Test
    void averagedWeightsAreRefused() {
        assertThatThrownBy(() -> rounds("ema", options(20, 1, SGD), every(4, 2, AVERAGE)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("ema_decay");
    }

    @Test
    void batchesWithFewerExamplesThanWorkersAreRefused() {
        assertThatThrownBy(() -> rounds("many", plain(20, SGD), every(4, 9, AVERAGE)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a batch has 8 examples, fewer than the 9 workers");
    }
}
