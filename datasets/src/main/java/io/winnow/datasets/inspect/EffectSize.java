package io.winnow.datasets.inspect;

/**
 * Cohen's d: how far the mean of one group is from that of the others, in standard deviations (Cohen, "Statistical power analysis for the
 * behavioral sciences", 1988, section 2.2: the deviations of both groups are pooled). From 0.8 on, it is called large.
 */
public final class EffectSize {
    private EffectSize() {}

    /**
     * Returns the effect size.
     *
     * @param values a value of each item (N)
     * @param member whether each item belongs to the group (N); at least one does, and at least one does not
     * @return 0 if the means are equal, and infinite if they differ and no group has a deviation
     */
    public static double of(double[] values, boolean[] member) {
        double[] count = new double[2];
        double[] mean = new double[2];
        double[] squares = new double[2];
        for (int i = 0; i < values.length; i++) {
            int group = member[i] ? 1 : 0;
            count[group]++;
            double change = values[i] - mean[group];
            mean[group] += change / count[group];
            squares[group] += change * (values[i] - mean[group]); // Welford's update
        }
        double difference = mean[1] - mean[0];
        double pooled = (squares[0] + squares[1]) / Math.max(1, values.length - 2);
        return difference == 0 ? 0 : difference / Math.sqrt(pooled);
    }
}
