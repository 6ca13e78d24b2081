package io.winnow.trainer.sweep;

import io.winnow.trainer.evaluate.MeanStd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trial in the order of its validation metric.
 *
 * @param trial number of the trial
 * @param overrides values of the trial by the paths of their keys
 * @param rung the last rung that it reached
 * @param mean mean of the validation metric over the seeds in that rung
 * @param std its standard deviation, with divisor n - 1; null with a single seed
 * @param values the validation metric by seed
 * @param runs names of the runs, in the order of the seeds
 */
public record RankedTrial(
        int trial,
        Map<String, String> overrides,
        int rung,
        double mean,
        Double std,
        Map<Long, Double> values,
        List<String> runs) {
    /** Means that differ by less than the reciprocal of this number are ties, of which the trial with the lower number comes first. */
    private static final double ROUNDING = 1e12;

    /** Ranks the trials all of whose trainings in their last rung are complete, the best one of the last rung first. */
    static List<RankedTrial> rank(List<TrialRun> runs, ValidationMetric metric) {
        Map<Integer, Map<Integer, List<TrialRun>>> byTrial = new LinkedHashMap<>();
        runs.forEach(run -> byTrial.computeIfAbsent(run.trial(), trial -> new TreeMap<>(Comparator.reverseOrder()))
                .computeIfAbsent(run.rung(), rung -> new ArrayList<>())
                .add(run));
        List<RankedTrial> ranked = new ArrayList<>();
        byTrial.values().forEach(rungs -> {
            List<TrialRun> last = rungs.values().iterator().next();
            if (last.stream().allMatch(TrialRun::isCompleted)) {
                ranked.add(of(last));
            }
        });
        Comparator<RankedTrial> byMean =
                Comparator.comparingDouble(trial -> Math.rint(trial.mean() * ROUNDING) / ROUNDING);
        ranked.sort(Comparator.comparingInt(RankedTrial::rung)
                .reversed()
                .thenComparing(metric.metric().higherIsBetter() ? byMean.reversed() : byMean)
                .thenComparingInt(RankedTrial::trial));
        return ranked;
    }

    private static RankedTrial of(List<TrialRun> runs) {
        Map<Long, Double> values = new LinkedHashMap<>();
        runs.forEach(run -> values.put(run.seed(), run.value()));
        MeanStd spread = MeanStd.of(values.values());
        TrialRun first = runs.get(0);
        return new RankedTrial(
                first.trial(),
                first.overrides(),
                first.rung(),
                spread.mean(),
                spread.std(),
                values,
                runs.stream().map(TrialRun::name).toList());
    }
}
