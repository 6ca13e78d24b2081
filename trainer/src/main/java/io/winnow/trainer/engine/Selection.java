package io.winnow.trainer.engine;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which weights of a training are its result.
 *
 * @param step step of these weights
 * @param lastStep last step of the training
 * @param metric name of the metric that was watched
 * @param bestStep step of its best value; 0 if it was never measured
 * @param best its best value; NaN if it was never measured
 */
public record Selection(long step, long lastStep, String metric, long bestStep, double best) {
    /** Name of the metric of a stage with the step of the selected weights. */
    public static final String STEP = "selected_step";

    private static final String LAST_STEP = "last_step";
    private static final String BEST_STEP = "best_step";
    private static final String BEST = "best_";

    /** Returns this selection as metrics of a stage. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(STEP, (double) step);
        metrics.put(LAST_STEP, (double) lastStep);
        if (bestStep > 0) {
            metrics.put(BEST_STEP, (double) bestStep);
            metrics.put(BEST + metric, best);
        }
        return metrics;
    }

    /** The best value of the metric that was watched, and its step. */
    record Best(String metric, long step, double value) {}

    /** Returns what {@link #metrics} has written of the best step among the metrics of a stage; empty if no metric was watched. */
    static Optional<Best> best(Map<String, Double> metrics) {
        if (!metrics.containsKey(BEST_STEP)) {
            return Optional.empty();
        }
        long step = metrics.get(BEST_STEP).longValue();
        return metrics.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(BEST) && !entry.getKey().equals(BEST_STEP))
                .map(entry -> new Best(entry.getKey().substring(BEST.length()), step, entry.getValue()))
                .findFirst();
    }

    /**
     * Describes the selection that {@link #metrics} has written among the metrics of a stage: {@code weights of the best step 40 of 120
     * (validation/accuracy 0.9123)}. Empty if there is none.
     */
    public static String describe(Map<String, Double> metrics) {
        if (!metrics.containsKey(STEP)) {
            return "";
        }
        long step = metrics.get(STEP).longValue();
        long last = metrics.get(LAST_STEP).longValue();
        long best = metrics.getOrDefault(BEST_STEP, 0.0).longValue();
        String value = best(metrics)
                .map(each -> String.format(Locale.ROOT, "%s %.4f", each.metric(), each.value()))
                .orElse("");
        if (best == 0) {
            return "weights of the last step " + last;
        }
        return step == best
                ? "weights of the best step " + step + " of " + last + " (" + value + ")"
                : "weights of the last step " + last + "; the best was " + best + " (" + value + ")";
    }
}
