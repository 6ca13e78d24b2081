package io.winnow.trainer.target;

/**
 * A metric by which predictions of a target are judged.
 *
 * @param name its name in reports
 * @param higherIsBetter whether a higher value is better
 */
public record TargetMetric(String name, boolean higherIsBetter) {
    /** A metric of which a higher value is better. */
    public static TargetMetric higher(String name) {
        return new TargetMetric(name, true);
    }

    /** A metric of which a lower value is better. */
    public static TargetMetric lower(String name) {
        return new TargetMetric(name, false);
    }
}
