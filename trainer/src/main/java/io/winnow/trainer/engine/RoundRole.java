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
         * Lets every worker do the steps [begin, end).
         *
         * @param state what they begin with
         * @return the sum of what they end with
         */
        RoundState round(long begin, long end, RoundState state) throws IOException;
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

        /** Waits for the next round; empty if there is none. */
        Optional<Round> next();

        /** Gives the state after the steps of a round. */
        void done(RoundState state);
    }

    /**
     * A round.
     *
     * @param begin first step
     * @param end the step after the last one
     * @param state what all workers begin with
     */
    record Round(long begin, long end, RoundState state) {}

    /** Ends the training of a {@link Member} whose work is over. It is not a failure. */
    final class ReleasedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ReleasedException() {
            super("The rounds of this worker are over.", null, false, false);
        }
    }
}
