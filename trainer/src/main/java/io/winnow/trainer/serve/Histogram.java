package io.winnow.trainer.serve;

import java.util.Locale;

/** Counts observations below some bounds, as Prometheus does. */
final class Histogram {
    private final String name;
    private final String help;
    private final double[] bounds;
    private final long[] counts;
    private long count;
    private double sum;

    Histogram(String name, String help, double... bounds) {
        this.name = name;
        this.help = help;
        this.bounds = bounds.clone();
        counts = new long[bounds.length];
    }

    synchronized void add(double value) {
        count++;
        sum += value;
        for (int i = 0; i < bounds.length; i++) {
            counts[i] += value <= bounds[i] ? 1 : 0;
        }
    }

    /** Returns the histogram in the text format of Prometheus. */
    synchronized String text() {
        StringBuilder text = new StringBuilder("# HELP " + name + " " + help + "\n# TYPE " + name + " histogram\n");
        for (int i = 0; i < bounds.length; i++) {
            text.append(String.format(Locale.ROOT, "%s_bucket{le=\"%s\"} %d%n", name, bounds[i], counts[i]));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%s_bucket{le=\"+Inf\"} %d%n%s_sum %s%n%s_count %d%n",
                        name,
                        count,
                        name,
                        sum,
                        name,
                        count))
                .toString();
    }
}
