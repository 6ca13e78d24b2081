package io.winnow.trainer.recipe;

import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.util.List;

/**
 * Leads the training of a stage on workers. A turn of a round is a task for each worker, and a round a function of the weights, the steps and
 * the files that the worker left after the round before. So if a worker is lost, another computes its task with the same result, and the
 * training goes on.
 *
 * @param on compute the tasks
 * @param options options of the rounds, with a number of workers
 * @param stage what a worker needs to know of the stage
 */
record StageRounds(Workers on, RoundOptions options, FollowedStage stage) implements RoundRole.Leader {
    /** Up to this number of workers, their weights come to the leader as they are; those of more workers are summed on the way. */
    private static final int DIRECT = 8;

    @Override
    public int workers() {
        return options.workers().orElseThrow();
    }

    @Override
    public RoundState round(RoundRole.Round round) throws IOException {
        Workers.Task task = new MemberTask(
                stage,
                workers(),
                round.begin(),
                round.end(),
                round.attempt(),
                round.turn(),
                round.state().toBytes());
        String name = "training of the stage " + stage.label();
        if (workers() > DIRECT) {
            return RoundState.of(on.reduce(name, workers(), true, task, StageRounds::sum));
        }
        return RoundState.sum(
                on.map(name, workers(), true, task).stream().map(RoundState::of).toList());
    }

    private static byte[] sum(List<byte[]> states) {
        return RoundState.sum(states.stream().map(RoundState::of).toList()).toBytes();
    }

    /**
     * A turn of a round of one worker.
     *
     * @param stage the stage
     * @param workers number of all workers
     * @param begin first step
     * @param end the step after the last one
     * @param attempt how often the round was begun before
     * @param turn number of the turn
     * @param state what all workers begin with
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MemberTask(
            FollowedStage stage, int workers, long begin, long end, int attempt, int turn, byte[] state)
            implements Workers.Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            return StageMembers.of(stage, number, workers, place)
                    .compute(new RoundRole.Round(begin, end, attempt, turn, RoundState.of(state)))
                    .toBytes();
        }
    }
}
