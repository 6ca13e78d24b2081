package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The leader's part of a training with several workers: rounds in place of steps, and what checkpoints need besides. */
final class RoundLeader {
    private static final String OUTER = "outer";

    private final RoundRole.Leader role;
    private final SharedState state;
    private final OuterOptimizer outer;
    private final NDManager manager;
    /** The arrays with which each worker begins, besides those that all agree on; empty after the start. */
    private List<Map<String, NDArray>> own;
    /** The live arrays of this process that are the same for all workers, although no round sends them; empty if there are none. */
    private final Map<String, NDArray> alike;
    /** How checkpoints have the arrays that each worker has for itself. */
    private final Parts parts;
    /** Owns arrays that are needed until the start alone. */
    private final NDManager untilStart;
    /** Present if the workers do each step together. */
    private final Optional<SynchronousRounds> synchronous;

    private long rounds;
    private double seconds;
    private double computed;
    private long bytes;

    /**
     * What a round gave.
     *
     * @param sum what the workers gave
     * @param seconds time of the round
     * @param bytes size of what was sent to all workers and came back
     */
    record Outcome(RoundState sum, double seconds, long bytes) {}

    /** How a checkpoint has the arrays that each worker has for itself. */
    private enum Parts {
        /** There are none: a checkpoint is that of one machine. */
        NONE,
        /** A file for each worker. */
        WORKERS,
        /** The file of the objective, in which the arrays are numbered by the worker, as those of several devices are. */
        SHARDS
    }

    /** @param synchronous does the rounds; present if the workers do each step together */
    RoundLeader(
            RoundRole.Leader role,
            Objective<?, ?> objective,
            Optimizer optimizer,
            Path folder,
            Optional<SynchronousRounds> synchronous) {
        this.role = role;
        this.synchronous = synchronous;
        manager = objective.parameters().values().getManager();
        untilStart = manager.newSubManager();
        if (synchronous.isPresent()) {
            Optional<List<Map<String, NDArray>>> divided =
                    ((ReplicableObjective<?, ?>) objective).divide(role.workers(), untilStart);
            state = new SharedState(Map.of(), Map.of(), folder);
            alike = divided.isPresent() ? Map.of() : objective.state();
            own = divided.orElse(Collections.nCopies(role.workers(), alike)).stream()
                    .map(RoundLeader::named)
                    .toList();
            parts = divided.isPresent() ? Parts.SHARDS : Parts.NONE;
        } else {
            state = SharedState.of(objective, optimizer, role.options().outer(), folder);
            alike = Map.of();
            own = Collections.nCopies(role.workers(), state.own());
            parts = state.own().isEmpty() ? Parts.NONE : Parts.WORKERS;
        }
        outer = new OuterOptimizer(role.options().outer());
    }

    private static Map<String, NDArray> named(Map<String, NDArray> ofObjective) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        ofObjective.forEach((name, array) -> named.put(RoundState.OBJECTIVE + name, array));
        return named;
    }

    /** Refuses trainings that rounds do not do as one machine does. */
    static void check(
            RoundRole.Leader role, TrainingOptions options, Objective<?, ?> objective, int batch, String stage) {
        require(
                objective instanceof ReplicableObjective,
                stage + ": this method trains on one worker only. Leave out --on.");
        require(
                objective.state().isEmpty() || objective.averagedState().isPresent(),
                stage
                        + ": the loss of this training remembers earlier batches, which several workers cannot share. Choose"
                        + " another loss, or leave out --on.");
        role.options().refuses(options).ifPresent(reason -> require(false, stage + ": " + reason + "."));
        require(
                batch >= role.workers(),
                stage + ": a batch has " + batch + " examples, fewer than the " + role.workers()
                        + " workers. Raise training.batch_size, or set rounds.workers.");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UserException(message);
        }
    }

    /** Prepares the files of the workers for the step at which the training begins. */
    void start(Objective<?, ?> objective, long step, Optional<Checkpoint> from) throws IOException {
        from.ifPresent(this::requireParts);
        AtomicFiles.delete(state.folder());
        Files.createDirectories(state.folder());
        SharedState.saveStart(objective, state.folder());
        try (NDManager scope = manager.newSubManager()) {
            for (int worker = 0; worker < role.workers(); worker++) {
                state.save(
                        worker,
                        step,
                        from.isPresent() && parts != Parts.NONE ? read(from.get(), worker, scope) : own.get(worker));
            }
            own = List.of();
            untilStart.close();
            if (from.isPresent() && Files.exists(from.get().folder().resolve(OUTER + ".safetensors"))) {
                outer.restore(from.get().read(OUTER, scope).get("momentum").toFloatArray());
            }
        }
    }

    /** Earlier versions wrote files for the workers of synchronous rounds, too, beside a state of the objective that is that of the first step. */
    private void requireParts(Checkpoint from) {
        require(
                parts == Parts.WORKERS || !Files.exists(from.folder().resolve(part(0) + ".safetensors")),
                from.folder() + " has a file for each worker, as an earlier version of Winnow wrote it or another"
                        + " rounds.outer.kind. It cannot be continued. Start the training again in another run.");
    }

    private Map<String, NDArray> read(Checkpoint from, int worker, NDManager scope) throws IOException {
        if (parts == Parts.WORKERS) {
            return from.read(part(worker), scope);
        }
        Map<String, NDArray> all = from.read(CheckpointedParts.OBJECTIVE, scope);
        Map<String, NDArray> shard = new LinkedHashMap<>();
        own.get(worker).keySet().forEach(name -> shard.put(name, all.get(numbered(name, worker))));
        return shard;
    }

    /** Returns the name in a checkpoint of an array of the objective of a worker. */
    private static String numbered(String name, int worker) {
        return name.substring(RoundState.OBJECTIVE.length()) + "." + worker;
    }

    private static String part(int worker) {
        return "worker-" + worker;
    }

    /** The step at which the round that begins at a step ends. */
    long end(long step, Horizon horizon, boolean validated) {
        long end = Math.min(step + role.options().steps(), horizon.steps());
        return validated ? Math.min(end, (step / horizon.stepsPerEpoch() + 1) * horizon.stepsPerEpoch()) : end;
    }

    /** Does a round. */
    Outcome run(long begin, long end) throws IOException {
        Outcome done = round(begin, end);
        rounds++;
        seconds += done.seconds();
        computed += done.sum().computed() / 1e9;
        bytes += done.bytes();
        return done;
    }

    /** What a round cost on average, for people; empty if there was none in this process, or only one worker. */
    Optional<String> cost() {
        return rounds == 0 || role.workers() == 1 // the clients of a federation are one worker for this loop
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s of %d workers took %.2f s and moved %s each. For %.0f%% of this time, no worker computed.",
                        Plural.of(rounds, "round", "rounds"),
                        role.workers(),
                        seconds / rounds,
                        size(bytes / rounds),
                        100 * Math.max(0, 1 - computed / seconds)));
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private Outcome round(long begin, long end) throws IOException {
        long start = System.nanoTime();
        if (synchronous.isPresent()) {
            SynchronousRounds.Done done = synchronous.get().run(begin, end);
            deleteFiles(begin);
            return new Outcome(done.sum(), (System.nanoTime() - start) / 1e9, done.bytes());
        }
        RoundState before = RoundState.of(state.read());
        RoundState sum = role.round(RoundRole.Round.whole(begin, end, before));
        Map<String, float[]> next = new LinkedHashMap<>();
        long numbers = 0;
        for (String name : before.arrays().keySet()) {
            float[] mean = sum.mean(name);
            numbers += mean.length;
            next.put(
                    name,
                    name.equals(RoundState.VALUES) ? outer.next(before.arrays().get(name), mean) : mean);
        }
        state.write(next);
        deleteFiles(begin);
        return new Outcome(sum, (System.nanoTime() - start) / 1e9, 2 * numbers * Float.BYTES * role.workers());
    }

    /** Deletes the files from before a step, to which no worker goes back any more. */
    private void deleteFiles(long step) throws IOException {
        for (int worker = 0; worker < role.workers(); worker++) {
            state.delete(worker, step);
        }
    }

    /** Gives this process what the workers have alike before a step, so that it saves what one machine would. */
    void follow(long step) throws IOException {
        if (!alike.isEmpty()) {
            try (NDManager scope = manager.newSubManager()) {
                States.copy(state.saved(0, step, scope), named(alike), "workers");
            }
        }
    }

    /** The parts of a checkpoint that this process does not have itself. */
    Map<String, Map<String, NDArray>> parts(long step, NDManager scope) throws IOException {
        Map<String, Map<String, NDArray>> saved = new LinkedHashMap<>();
        if (parts != Parts.NONE) {
            for (int i = 0; i < role.workers(); i++) {
                int worker = i;
                Map<String, NDArray> arrays = state.saved(worker, step, scope);
                if (parts == Parts.WORKERS) {
                    saved.put(part(worker), arrays);
                } else {
                    Map<String, NDArray> shards =
                            saved.computeIfAbsent(CheckpointedParts.OBJECTIVE, part -> new LinkedHashMap<>());
                    arrays.forEach((name, array) -> shards.put(numbered(name, worker), array));
                }
            }
        }
        if (outer.momentum().length > 0) {
            saved.put(OUTER, Map.of("momentum", scope.create(outer.momentum(), new Shape(outer.momentum().length))));
        }
        return saved;
    }

    /** Deletes the files of the workers, whose work is over. */
    void end() throws IOException {
        AtomicFiles.delete(state.folder());
    }
}
