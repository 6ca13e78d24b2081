package io.winnow.trainer.engine;

import io.winnow.datasets.loader.Batch;
import io.winnow.models.layer.GeneratorDraws;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The part of one worker in a training with several: it does the steps of each round with its part of each batch. */
final class RoundMember<B extends Batch, S> {
    /** Members whose layers draw from PyTorch's generator take turns with all others of this process; the others train side by side. */
    private static final ReadWriteLock GENERATOR = new ReentrantReadWriteLock();

    private final RoundRole.Member role;
    private final SharedState state;
    private final Objective<B, S> objective;
    private final TrainingOptions options;
    private final OptimizerStep<B, S> steps;
    private final BatchSource<B> source;
    private final Horizon horizon;
    private final long seed;
    /** Whether the layers draw from the generator, which the first step tells. */
    private boolean draws = true;

    private boolean stepped;

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
    }

    /** Works until there is no more round. */
    RoundRole.ReleasedException work() throws IOException {
        long at = -1;
        BatchParts<B> batches = null;
        try {
            for (Optional<RoundRole.Round> next = role.next(); next.isPresent(); next = role.next()) {
                RoundRole.Round round = next.get();
                long begin = System.nanoTime();
                if (at < 0) {
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
                double loss = 0;
                double norm = 0;
                long examples = 0;
                long waited = 0;
                for (long step = round.begin(); step < round.end(); step++) {
                    OptimizerStep.Outcome done = take(step, batches);
                    loss += done.loss();
                    norm += done.gradientNorm();
                    examples += done.examples();
                    waited += done.waited();
                }
                at = round.end();
                state.save(role.number(), at);
                role.done(new RoundState(
                        state.read(),
                        1,
                        round.end() - round.begin(),
                        loss,
                        norm,
                        examples,
                        waited,
                        System.nanoTime() - begin));
            }
            return new RoundRole.ReleasedException();
        } finally {
            if (batches != null) {
                batches.close();
            }
        }
    }

    private OptimizerStep.Outcome take(long step, BatchSource.Batches<B> batches) {
        // Each GPU has a generator of its own.
        boolean alone = draws && !objective.parameters().device().isGpu();
        Lock lock = alone ? GENERATOR.writeLock() : GENERATOR.readLock();
        lock.lock();
        try {
            long before = GeneratorDraws.count();
            OptimizerStep.Outcome done = steps.take(
                    step, (double) step / horizon.steps(), options.schedule().factor(step, horizon), batches);
            if (!stepped) {
                draws = GeneratorDraws.count() > before;
                stepped = true;
            }
            return done;
        } finally {
            lock.unlock();
        }
    }
}
