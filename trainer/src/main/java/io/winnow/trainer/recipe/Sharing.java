package io.winnow.trainer.recipe;

import java.util.Optional;

/** How several devices share the batches of a training ({@code replicas}). */
public sealed interface Sharing {
    /** Each device has a part of the batch, and the loss of the batch is the mean of those of its parts. */
    record MeanOfParts() implements Sharing {
        @Override
        public String toString() {
            return "several, each with a part of the batch";
        }
    }

    /**
     * As {@link MeanOfParts}, but something in the training belongs to a device's part of the batch, so that batch normalisation over the whole
     * batch would not give what a single device does.
     *
     * @param reason why, as a sentence without a full stop
     */
    record SeparateParts(String reason) implements Sharing {
        @Override
        public Optional<String> refusesSynchronisation() {
            return Optional.of(reason);
        }

        @Override
        public String toString() {
            return new MeanOfParts().toString();
        }
    }

    /** Each device has a part of the batch, and all devices compute the loss of the batch together. */
    record Joint() implements Sharing {
        @Override
        public String toString() {
            return "several, which compute the loss of a batch together";
        }
    }

    /**
     * Rounds are those of the method. Each part of one runs on one device; workers ({@code --on}) have whole parts.
     *
     * @param part whose work a part is, such as {@code client}
     * @param round what happens in a round, as a sentence without a full stop
     */
    record WholeParts(String part, String round) implements Sharing {
        @Override
        public Optional<String> refusal() {
            return Optional.of("a " + part + " trains on one device; " + shared());
        }

        @Override
        public Optional<String> refusesWorkers() {
            return Optional.empty();
        }

        @Override
        public Optional<String> roundsOfItsOwn() {
            return Optional.of(round);
        }

        @Override
        public Optional<String> refusesCompilation() {
            return Optional.of("the passes of a " + part
                    + " run operator by operator, because it takes longer to compile a network than"
                    + " to do the steps of a round");
        }

        @Override
        public boolean dividesBatches() {
            return false;
        }

        @Override
        public String toString() {
            return "one for each " + part + "; " + shared();
        }

        private String shared() {
            return "workers (--on) share the " + part + "s of a round";
        }
    }

    /**
     * The training runs on one device only.
     *
     * @param reason why, as a sentence without a full stop
     */
    record OneDevice(String reason) implements Sharing {
        @Override
        public Optional<String> refusal() {
            return Optional.of(reason);
        }

        @Override
        public String toString() {
            return "one";
        }
    }

    /** Returns why several devices cannot share a batch; empty if they can. */
    default Optional<String> refusal() {
        return Optional.empty();
    }

    /** Returns why several devices cannot normalise by the statistics of a whole batch; empty if they can. */
    default Optional<String> refusesSynchronisation() {
        return Optional.empty();
    }

    /** Returns why several workers cannot share the training; empty if they can. */
    default Optional<String> refusesWorkers() {
        return refusal();
    }

    /** Returns why the options of rounds ({@code rounds}) besides the number of workers have no effect; empty if they have one. */
    default Optional<String> roundsOfItsOwn() {
        return Optional.empty();
    }

    /** Returns why passes are never compiled ({@code engine}); empty if they can be. */
    default Optional<String> refusesCompilation() {
        return Optional.empty();
    }

    /** Whether workers have a part of each batch. */
    default boolean dividesBatches() {
        return true;
    }
}
