package io.winnow.trainer.run;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code result.json}: the results of a run.
 *
 * @param recipe kind of the recipe
 * @param seconds duration of the run in seconds
 * @param metrics metrics of the method
 * @param baselines metrics of each baseline, by the name of the baseline
 * @param stages summaries of the stages, in order
 */
public record Result(
        String recipe,
        RunStatus status,
        long seed,
        String device,
        double seconds,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> baselines,
        List<StageSummary> stages) {
    /** Suffix of the name of a metric for its standard deviation over folds. */
    public static final String STD = "_std";

    private static final Pattern PERCENTAGES = Pattern.compile("(.*[_/])?(accuracy|map)([_/].*)?");

    /**
     * Whether people are shown a metric as a percentage: the accuracies and mAP, that is, all metrics with {@code accuracy} or {@code map} among
     * the words of their names, such as {@code accuracy_old}, {@code map_tuned} and
     * {@code validation/accuracy}.
     */
    public static boolean isPercentage(String metric) {
        return PERCENTAGES.matcher(metric).matches();
    }
}
