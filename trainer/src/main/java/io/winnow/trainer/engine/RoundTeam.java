package io.winnow.trainer.engine;

import ai.djl.engine.Engine;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.layer.GeneratorDraws;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * How a worker exchanges arrays with the others in the middle of a step: what it gives ends a turn, and the next turn brings what all gave. A worker
 * that has taken the place of a lost one does not know what happened before in the round. It says so, and the leader begins the round again.
 */
final class RoundTeam implements Team {
    private final RoundRole.Member role;
    private final GeneratorTurns turns;
    private final long seed;
    /** The current turn; null before the first one. */
    private RoundRole.Round turn;

    private long began;
    private Lock lock;
    private long drawn;
    private boolean drew;

    RoundTeam(RoundRole.Member role, GeneratorTurns turns, long seed) {
        this.role = role;
        this.turns = turns;
        this.seed = seed;
    }

    /** A round has begun again, or the next one has begun. */
    static final class BegunException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RoundRole.Round first;

        private BegunException(RoundRole.Round first) {
            super("A round has begun.", null, false, false);
            this.first = first;
        }

        RoundRole.Round first() {
            return first;
        }
    }

    @Override
    public int number() {
        return role.number();
    }

    @Override
    public int workers() {
        return role.workers();
    }

    /** Waits for the first turn of a round; empty if there is none. */
    Optional<RoundRole.Round> first() {
        for (Optional<RoundRole.Round> next = role.next(); next.isPresent(); next = role.next()) {
            if (next.get().turn() == 0) {
                begin(next.get());
                return next;
            }
            role.done(RoundState.behind());
        }
        return Optional.empty();
    }

    /**
     * Begins a turn. If the layers draw, other workers of this process wait until it ends. Draws after it are a function of the seed and the
     * turn, whatever other workers of this process have drawn.
     */
    void begin(RoundRole.Round next) {
        turn = next;
        lock = turns.lock();
        lock.lock();
        began = System.nanoTime();
        drawn = GeneratorDraws.count();
        Engine.getInstance().setRandomSeed((int) CounterRandom.key(seed, next.begin(), next.turn()));
    }

    @Override
    public Map<String, float[]> exchange(Map<String, float[]> own) {
        return exchange(own, 0, 0, 0);
    }

    /**
     * Gives arrays, and waits for those of all.
     *
     * @param loss part of this worker of the loss of a step
     * @param examples number of its examples
     * @param waited nanoseconds for which it waited for them
     * @throws RoundRole.ReleasedException if there is no further turn
     */
    Map<String, float[]> exchange(Map<String, float[]> own, double loss, long examples, long waited) {
        give(own, loss, examples, waited);
        for (Optional<RoundRole.Round> next = role.next(); next.isPresent(); next = role.next()) {
            if (next.get().follows(turn)) {
                begin(next.get());
                return turn.state().arrays();
            }
            if (next.get().turn() == 0) {
                throw new BegunException(next.get());
            }
            role.done(RoundState.behind());
        }
        throw new RoundRole.ReleasedException();
    }

    /** Ends a step. */
    void stepped() {
        turns.stepped(drew);
    }

    /** Gives nothing, at the end of a round. */
    void end() {
        give(Map.of(), 0, 0, 0);
    }

    private void give(Map<String, float[]> own, double loss, long examples, long waited) {
        drew |= GeneratorDraws.count() > drawn;
        release();
        role.done(new RoundState(own, 1, 0, loss, 0, examples, waited, System.nanoTime() - began));
    }

    /** Lets other workers of this process compute. */
    void release() {
        if (lock != null) {
            lock.unlock();
            lock = null;
        }
    }
}
