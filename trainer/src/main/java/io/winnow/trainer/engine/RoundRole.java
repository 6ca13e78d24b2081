package io.winnow.trainer.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The part of a process in a training of several workers. */
public sealed interface RoundRole {
    /** Leads the training: owns the weights between rounds, the checkpoints and the metrics, but computes no step. */
    non-sealed interface Leader extends RoundRole {
        RoundOptions options();

        /** Number of workers. */
        int workers();

        /**
         * Lets every worker do a turn of a round.
         *
         * @return the sum of what they give
         */
        RoundState round(Round round) throws IOException;
    }

    /** Computes the steps of one worker, round by round. */
    non-sealed interface Member extends RoundRole {
        RoundOptions options();

        /** Number of this worker, from 0. */
        int number();

        /** Number of all workers. */
        int workers();

        /** Folder in which the leader and the workers leave files for each other. */
        Path folder();

        /** Waits for the next turn; empty if there is none. */
        Optional<Round> next();

        /** Gives the state at the end of a turn. */
        void done(RoundState state);
    }

    /**
     * A turn of a round. Workers that train alone ({@link OuterOptions.Average}) have one turn in a round. Those that compute gradients together
     * have one more for each exchange: it brings what all of them gave in the turn before.
     *
     * @param begin first step of the round
     * @param end the step after the last one
     * @param attempt how often this round was begun before
     * @param turn number of the turn, from 0
     * @param state what all workers begin this turn with
     */
    record Round(long begin, long end, int attempt, int turn, RoundState state) {
        /** A round that is a single turn. */
        public static Round whole(long begin, long end, RoundState state) {
            return new Round(begin, end, 0, 0, state);
        }

        /** Whether this turn comes right after another one. */
        boolean follows(Round before) {
            return begin == before.begin && attempt == before.attempt && turn == before.turn + 1;
        }
    }

    /** Ends the training of a {@link Member} whose work is over. It is not a failure. */
    final class ReleasedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ReleasedException() {
            super("The rounds of this worker are over.", null, false, false);
        }
    }
}
