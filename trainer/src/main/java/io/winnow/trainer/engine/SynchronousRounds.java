package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.run.NonFiniteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The leader's part of rounds whose steps all workers do together: it sums the gradients of their parts, takes the step with its own optimizer, and
 * sends the new weights. In the middle of a step, workers may exchange other arrays, which it sums for them.
 *
 * <p>If a worker is lost, its arrays are, too. The round is then done again from its beginning, for which the workers have left their arrays in
 * files.
 */
final class SynchronousRounds {
    /** How often a round is begun. A cluster that loses a worker in each of these attempts does not get on. */
    private static final int ATTEMPTS = 10;

    private final RoundRole.Leader role;
    private final Objective<?, ?> objective;
    private final TrainingOptions options;
    private final Horizon horizon;
    private final OptimizerStep<?, ?> steps;
    private final Optional<ParameterArena> average;
    private final String stage;
    private final Consumer<String> say;
    /** What the workers need to begin a step. */
    private final SharedState weights;
    /** All that a step changes in this process. */
    private final SharedState everything;

    /** @param average the moving average of the parameters, if one is kept */
    SynchronousRounds(
            RoundRole.Leader role,
            Objective<?, ?> objective,
            TrainingOptions options,
            Horizon horizon,
            OptimizerStep<?, ?> steps,
            Optional<ParameterArena> average,
            TrainingContext context) {
        this.role = role;
        this.objective = objective;
        this.options = options;
        this.horizon = horizon;
        this.steps = steps;
        this.average = average;
        stage = context.stage();
        say = context.progress()::say;
        Map<String, NDArray> sent = new LinkedHashMap<>();
        put(sent, RoundState.VALUES, RoundState.STATISTICS, objective.parameters());
        weights = new SharedState(sent, Map.of(), Path.of(""));
        Map<String, NDArray> changed = new LinkedHashMap<>(sent);
        steps.optimizer().state().forEach((name, array) -> changed.put("optimizer." + name, array));
        average.ifPresent(mean -> put(changed, "average.values", "average.statistics", mean));
        everything = new SharedState(changed, Map.of(), Path.of(""));
    }

    private static void put(Map<String, NDArray> arrays, String values, String statistics, ParameterArena of) {
        arrays.put(values, of.values());
        if (of.statistics().size() > 0) {
            arrays.put(statistics, of.statistics());
        }
    }

    /**
     * What a round gave.
     *
     * @param sum sums of the measures, without arrays
     * @param bytes size of what was sent to all workers and came back
     */
    record Done(RoundState sum, long bytes) {}

    /** Does a round. */
    Done run(long begin, long end) throws IOException {
        Map<String, float[]> before = everything.read();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Done> done = new Attempt(begin, end, attempt).run();
            if (done.isPresent()) {
                return done.get();
            }
            say.accept(stage + ": a worker was replaced by another. The round is done again from step " + begin + ".");
            everything.write(before);
        }
        throw new IOException(stage + ": workers were lost in each of " + ATTEMPTS + " attempts at the steps " + begin
                + " to " + end + ". Find out in the logs of the workers why they end, or make the rounds shorter"
                + " (rounds.steps).");
    }

    private final class Attempt {
        private final long begin;
        private final long end;
        private final int attempt;
        private int turn;
        private double loss;
        private double norm;
        private long examples;
        private long waited;
        private long computed;
        private long numbers;

        Attempt(long begin, long end, int attempt) {
            this.begin = begin;
            this.end = end;
            this.attempt = attempt;
        }

        /** Returns empty if a worker cannot go on. */
        Optional<Done> run() throws IOException {
            Map<String, float[]> next = weights.read();
            for (long step = begin; step < end; ) {
                RoundState sum = turn(next);
                if (sum.isBehind()) {
                    return Optional.empty();
                }
                next = sum.arrays();
                if (next.containsKey(RoundState.GRADIENT)) {
                    step(step++, sum);
                    next = weights.read();
                }
            }
            return turn(next).isBehind()
                    ? Optional.empty()
                    : Optional.of(new Done(
                            new RoundState(
                                    Map.of(), role.workers(), end - begin, loss, norm, examples, waited, computed),
                            numbers * Float.BYTES));
        }

        private RoundState turn(Map<String, float[]> sent) throws IOException {
            RoundState sum = role.round(new RoundRole.Round(begin, end, attempt, turn++, RoundState.of(sent)));
            sent.values().forEach(values -> numbers += (long) values.length * role.workers());
            sum.arrays()
                    .forEach((name, values) ->
                            numbers += (long) values.length * (name.startsWith(Team.GATHERED) ? 1 : role.workers()));
            loss += sum.loss();
            examples += sum.examples();
            waited += sum.waited();
            computed += sum.computed();
            return sum;
        }

        /** Takes a step with the sum of the workers' shares of the gradient. */
        private void step(long step, RoundState sum) {
            objective.begin((double) step / horizon.steps());
            NDArray values = objective.parameters().values();
            try (NDManager scope = values.getManager().newSubManager()) {
                NDArray gradient = scope.create(sum.arrays().get(RoundState.GRADIENT), values.getShape());
                double own = Optimizer.measures(new NDList(scope.create(0f)), gradient)[1];
                if (!Double.isFinite(own)) {
                    throw new NonFiniteException(stage, "gradient_norm", own, step, new int[0]);
                }
                norm += own;
                steps.update(gradient, own, options.schedule().factor(step, horizon));
            }
            if (sum.arrays().containsKey(RoundState.STATISTICS)) {
                weights.write(Map.of(RoundState.STATISTICS, sum.mean(RoundState.STATISTICS)));
            }
            average.ifPresent(mean ->
                    mean.averageWith(objective.parameters(), options.emaDecay().orElseThrow()));
        }
    }
}
