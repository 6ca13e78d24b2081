package io.winnow.trainer.sweep;

import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.target.TargetMetric;
import java.util.List;

/**
 * {@code sweep.json}: what was asked, what has been trained, and the order of the trials.
 *
 * @param arguments what the user asked
 * @param fixed overrides for all trials that follow from the devices and jobs of the first call
 * @param metric the metric of validation examples by which trials are ordered
 * @param status running until all trials have ended; completed then
 * @param runs all trainings that were planned so far, in their order
 * @param ranking the trials all of whose trainings are complete, the best first
 * @param best the first one with its test metrics; null until the sweep is complete, and if all trials failed
 * @param warnings reasons to distrust the order of the trials
 */
public record SweepRecord(
        SweepArguments arguments,
        List<String> fixed,
        TargetMetric metric,
        RunStatus status,
        List<TrialRun> runs,
        List<RankedTrial> ranking,
        BestTrial best,
        List<String> warnings) {
    public SweepRecord {
        fixed = List.copyOf(fixed);
        runs = List.copyOf(runs);
        ranking = List.copyOf(ranking);
        warnings = List.copyOf(warnings);
    }

    /** Returns the trainings that failed. */
    public List<TrialRun> failed() {
        return runs.stream().filter(TrialRun::isFailed).toList();
    }
}
