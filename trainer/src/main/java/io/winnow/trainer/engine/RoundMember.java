package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.models.layer.GeneratorDraws;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** The part of one worker in a training with several: it does the steps of each round with its part of each batch. */
final class RoundMember<B extends Batch, S> {
    /** The position of a worker that has not even the initial model. */
    private static final long UNPREPARED = -2;

    /** The position of a worker that must read what it left in files. */
    private static final long RESTORED = -1;

    private final RoundRole.Member role;
    private final SharedState state;
    private final Objective<B, S> objective;
    private final TrainingOptions options;
    private final OptimizerStep<B, S> steps;
    private final BatchSource<B> source;
    private final Horizon horizon;
    private final long seed;
    private final GeneratorTurns turns;
    /** The step before which this worker is; {@link #RESTORED} or below if it must read its files. */
    private long at = UNPREPARED;

    private BatchParts<B> batches;

    RoundMember(
            RoundRole.Member role,
            Objective<B, S> objective,
            Optimizer optimizer,
            TrainingOptions options,
            OptimizerStep<B, S> steps,
            BatchSource<B> source,
            Horizon horizon,
            long seed) {
        this.role = role;
        state = SharedState.of(objective, optimizer, role.options().outer(), role.folder());
        this.objective = objective;
        this.options = options;
        this.steps = steps;
        this.source = source;
        this.horizon = horizon;
        this.seed = seed;
        turns = new GeneratorTurns(objective.parameters().device().isGpu());
    }

    /** Works until there is no more round. */
    RoundRole.ReleasedException work() throws IOException {
        try {
            if (role.options().outer().isSynchronous()) {
                workTogether();
            } else {
                for (Optional<RoundRole.Round> next = role.next(); next.isPresent(); next = role.next()) {
                    role.done(alone(next.get()));
                }
            }
            return new RoundRole.ReleasedException();
        } finally {
            if (batches != null) {
                batches.close();
            }
        }
    }

    /** Prepares for a round, which may not be the one that follows the last. */
    private void begin(RoundRole.Round round) throws IOException {
        if (at == UNPREPARED) {
            SharedState.loadStart(objective, role.folder());
        }
        if (round.begin() != at) {
            state.load(role.number(), round.begin());
            if (batches != null) {
                batches.close();
            }
            batches = new BatchParts<>(
                    source.from(seed, round.begin() * options.accumulate()),
                    (ReplicableObjective<B, S>) objective,
                    role.number(),
                    role.workers());
        }
        state.write(round.state().arrays());
    }

    private void end(RoundRole.Round round) throws IOException {
        at = round.end();
        state.save(role.number(), at);
    }

    /** Does the steps of a round without the others, and returns what they gave. */
    private RoundState alone(RoundRole.Round round) throws IOException {
        long begin = System.nanoTime();
        begin(round);
        double loss = 0;
        double norm = 0;
        long examples = 0;
        long waited = 0;
        for (long step = round.begin(); step < round.end(); step++) {
            OptimizerStep.Outcome done = take(step);
            loss += done.loss();
            norm += done.gradientNorm();
            examples += done.examples();
            waited += done.waited();
        }
        end(round);
        return new RoundState(
                state.read(), 1, round.end() - round.begin(), loss, norm, examples, waited, System.nanoTime() - begin);
    }

    private void workTogether() throws IOException {
        RoundTeam team = new RoundTeam(role, turns, seed);
        try {
            Optional<RoundRole.Round> next = team.first();
            while (next.isPresent()) {
                try {
                    together(next.get(), team);
                    next = team.first();
                } catch (RoundTeam.BegunException begun) {
                    at = RESTORED; // what the step has changed until now does not count
                    team.begin(begun.first());
                    next = Optional.of(begun.first());
                }
            }
        } finally {
            team.release();
        }
    }

    /** Does the steps of a round with the others. */
    private void together(RoundRole.Round round, RoundTeam team) throws IOException {
        begin(round);
        for (long step = round.begin(); step < round.end(); step++) {
            steps.together(
                    step,
                    (double) step / horizon.steps(),
                    options.schedule().factor(step, horizon),
                    batches,
                    team,
                    state);
            team.stepped();
        }
        end(round);
        team.end();
    }

    private OptimizerStep.Outcome take(long step) {
        Lock lock = turns.lock();
        lock.lock();
        try {
            long before = GeneratorDraws.count();
            OptimizerStep.Outcome done = steps.take(
                    step, (double) step / horizon.steps(), options.schedule().factor(step, horizon), batches);
            turns.stepped(GeneratorDraws.count() > before);
            return done;
        } finally {
            lock.unlock();
        }
    }
}
