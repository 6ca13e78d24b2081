package io.winnow.trainer.sweep;

import io.winnow.trainer.compare.SeedDifference;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.target.TargetMetric;
import java.util.List;
import java.util.Optional;

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
    /** What readers must know of the best trial's validation metric. */
    public static final String TOO_GOOD =
            "The validation metric of the best trial is too good on average, because the trial was chosen by it.";

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

    /** Returns a sentence on the difference of the best trial to the second one of its rung; empty if there is none. */
    public Optional<String> comparison() {
        if (ranking.isEmpty()) {
            return Optional.empty();
        }
        RankedTrial first = ranking.get(0);
        return ranking.stream()
                .skip(1)
                .filter(other -> other.rung() == first.rung())
                .findFirst()
                .map(second -> "The best trial less the second one, trial " + second.trial() + ", in " + metric.name()
                        + ": "
                        + SeedDifference.of(second.values(), first.values()).text() + ".");
    }
}
