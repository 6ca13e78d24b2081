package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.OuterOptions;
import io.winnow.trainer.engine.ReplicableObjective;
import io.winnow.trainer.engine.Replicas;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.engine.States;
import io.winnow.trainer.engine.Team;
import io.winnow.trainer.modality.image.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The steps of {@link ReplicaRun} by workers that do each step together, which are threads here: a {@link ReplicaRun} on one replica is the oracle of
 * its result. Each worker takes the steps with an optimizer of its own and the summed gradient.
 */
public final class TeamRun {
    private static final int STEPS = 3;
    private static final int BATCHES = 2;
    /** How often a step is left, each time at the same exchange, so that what remains of it adds up. */
    private static final int TIMES_LEFT = 2;

    private final List<Map<String, float[]>> given = new ArrayList<>();
    private Map<String, float[]> sum = Map.of();
    private final CyclicBarrier all;
    private final int workers;
    private final int left;

    private TeamRun(int workers, int left) {
        this.workers = workers;
        this.left = left;
        for (int i = 0; i < workers; i++) {
            given.add(Map.of());
        }
        all = new CyclicBarrier(
                workers,
                () -> sum = RoundState.sum(given.stream().map(RoundState::of).toList())
                        .arrays());
    }

    /**
     * Runs the steps.
     *
     * @param make creates the objective of a worker, or, if there is none, the one of the process that leads them
     * @return the state by name and number of the worker
     */
    public static <S> ReplicaRun of(
            int workers,
            int batchSize,
            ImageData data,
            BiFunction<Optional<RoundRole.Member>, NDManager, ReplicableObjective<ExampleBatch, S>> make)
            throws IOException {
        return of(workers, batchSize, data, -1, make);
    }

    /**
     * Runs the steps, after some that are left before their end: the workers begin the first step, and all begin it again, with passes that are
     * compiled and recompute activations. No array may remain of a step that is left.
     *
     * @param left number of the exchange at which they leave the step, from 0; negative if they do not, and passes run operator by operator
     */
    public static <S> ReplicaRun of(
            int workers,
            int batchSize,
            ImageData data,
            int left,
            BiFunction<Optional<RoundRole.Member>, NDManager, ReplicableObjective<ExampleBatch, S>> make)
            throws IOException {
        TeamRun run = new TeamRun(workers, left);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        Engine.getInstance().setRandomSeed(3);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                ReplicableObjective<ExampleBatch, S> leader = make.apply(Optional.empty(), manager)) {
            List<Map<String, NDArray>> states =
                    leader.divide(workers, manager).orElseGet(() -> Collections.nCopies(workers, leader.state()));
            List<ReplicableObjective<ExampleBatch, S>> objectives = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                objectives.add(make.apply(Optional.of(new Worker(i, workers)), manager));
                objectives.get(i).parameters().copyFrom(leader.parameters());
                States.copy(states.get(i), objectives.get(i).state(), "worker");
                if (left >= 0) {
                    objectives.get(i).passes().forEach(pass -> pass.compile(Compilation.ON, true, line -> {}));
                }
            }
            List<Future<ReplicaRun>> results = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Member member = run.new Member(i);
                results.add(threads.submit(() -> run.work(member, batchSize, data, objectives.get(member.number))));
            }
            List<ReplicaRun> ended = new ArrayList<>();
            for (Future<ReplicaRun> result : results) {
                ended.add(result.get());
            }
            Map<String, float[]> state = new TreeMap<>();
            for (int i = 0; i < workers; i++) {
                String suffix = "." + i;
                ended.get(i).state().forEach((name, values) -> state.put(name + suffix, values));
            }
            objectives.forEach(Objective::close);
            ReplicaRun first = ended.get(0);
            return new ReplicaRun(first.losses(), first.gradients(), first.values(), first.statistics(), state);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private <S> ReplicaRun work(
            Member member, int batchSize, ImageData data, ReplicableObjective<ExampleBatch, S> objective)
            throws IOException {
        List<Float> losses = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        try (Autograd.Recording pause = Autograd.pause();
                Replicas<ExampleBatch, S> alone = new Replicas<>(objective, List.of(Device.cpu()), false);
                Optimizer optimizer =
                        new Optimizer(new OptimizerOptions.Sgd(0.05, 0.9, false, 0), objective.parameters());
                ExampleLoader loader = data.trainLoader(batchSize)) {
            List<Integer> alive = new ArrayList<>();
            while (losses.isEmpty()) {
                try (ExampleLoader.Batches batches = loader.shuffled(1, 0)) {
                    steps(member, objective, alone, optimizer, batches, losses, gradients);
                } catch (LeftException again) {
                    alive.add(alive(objective));
                }
            }
            if (alive.stream().distinct().count() > 1) {
                throw new IllegalStateException("Steps that were left have left arrays: " + alive + " in turn.");
            }
            return new ReplicaRun(
                    losses,
                    gradients,
                    objective.parameters().values().toFloatArray(),
                    objective.parameters().statistics().toFloatArray(),
                    ReplicaRun.state(objective));
        }
    }

    /** Counts the arrays beside the parameters of an objective and beside its state. */
    private static int alive(Objective<?, ?> objective) {
        return Stream.concat(Stream.of(objective.parameters().values()), objective.state().values().stream())
                .map(NDArray::getManager)
                .distinct()
                .mapToInt(LiveArrays::below)
                .sum();
    }

    private <S> void steps(
            Member member,
            ReplicableObjective<ExampleBatch, S> objective,
            Replicas<ExampleBatch, S> alone,
            Optimizer optimizer,
            ExampleLoader.Batches batches,
            List<Float> losses,
            List<float[]> gradients)
            throws IOException {
        for (int step = 0; step < STEPS; step++) {
            try (Replicas<ExampleBatch, S>.Step work = alone.begin((double) step / STEPS);
                    NDManager scope =
                            objective.parameters().values().getManager().newSubManager()) {
                NDList parts = new NDList();
                for (int i = 0; i < BATCHES; i++) {
                    try (ExampleBatch batch = batches.next()) {
                        int size = batch.indices().length;
                        int begin = size * member.number / workers;
                        int end = size * (member.number + 1) / workers;
                        parts.add(work.addShare(
                                objective.part(batch, begin, end),
                                10L * step + i,
                                1.0 / BATCHES,
                                (double) (end - begin) / size,
                                member));
                    }
                }
                work.gather(member);
                Map<String, float[]> own = new LinkedHashMap<>();
                try (NDArray gradient = work.gradient()) {
                    own.put("loss", new float[] {Optimizer.measures(parts, gradient)[0]});
                    own.put("gradient", gradient.toFloatArray());
                }
                Map<String, float[]> sums = member.exchange(own);
                losses.add(sums.get("loss")[0]);
                gradients.add(sums.get("gradient"));
                optimizer.step(
                        scope.create(
                                sums.get("gradient"),
                                objective.parameters().values().getShape()),
                        1);
                work.moved(1);
            }
        }
    }

    /** Ends a step before its end, as the loss of another worker does. */
    private static final class LeftException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Member implements Team {
        private final int number;
        private int exchanges;
        private int timesLeft;

        Member(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public int workers() {
            return workers;
        }

        @Override
        public Map<String, float[]> exchange(Map<String, float[]> own) {
            if (timesLeft < TIMES_LEFT && exchanges++ == left) {
                timesLeft++;
                exchanges = 0;
                throw new LeftException();
            }
            given.set(number, own);
            try {
                all.await(1, TimeUnit.MINUTES);
                Map<String, float[]> result = sum;
                all.await(1, TimeUnit.MINUTES); // so that no worker gives the next arrays before all have these
                return result;
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What an objective asks of its role: its number, and that the steps are done together. */
    private record Worker(int number, int workers) implements RoundRole.Member {
        @Override
        public RoundOptions options() {
            return new RoundOptions(Optional.of(workers), 10, new OuterOptions.Synchronous());
        }

        @Override
        public Path folder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<RoundRole.Round> next() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void done(RoundState state) {
            throw new UnsupportedOperationException();
        }
    }
}
