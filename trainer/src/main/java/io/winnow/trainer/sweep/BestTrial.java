package io.winnow.trainer.sweep;

import io.winnow.trainer.compare.RunGroup;
import io.winnow.trainer.evaluate.MeanStd;
import io.winnow.trainer.run.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chosen trial and its metrics on test examples, which had no part in the choice.
 *
 * @param trial number of the trial
 * @param overrides values of the trial by the paths of their keys
 * @param test mean of each test metric over the seeds, by baseline or recipe; with its standard deviation under the name with
 *     {@link Result#STD} if there are several seeds
 * @param command command that trains the best trial again, with its first seed
 */
public record BestTrial(
        int trial, Map<String, String> overrides, Map<String, Map<String, Double>> test, List<String> command) {
    static BestTrial of(RankedTrial best, RunGroup runs, List<String> command) {
        return new BestTrial(best.trial(), best.overrides(), test(runs), command);
    }

    private static Map<String, Map<String, Double>> test(RunGroup runs) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        runs.figures().forEach((row, metrics) -> {
            Map<String, Double> figures = new LinkedHashMap<>();
            metrics.forEach((metric, values) -> {
                if (metric.endsWith(Result.STD)) {
                    return; // over folds, not over seeds
                }
                MeanStd spread = MeanStd.of(values);
                figures.put(metric, spread.mean());
                if (spread.std() != null) {
                    figures.put(metric + Result.STD, spread.std());
                }
            });
            rows.put(row, figures);
        });
        return rows;
    }
}
