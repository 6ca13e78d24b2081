package io.winnow.trainer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The losses of a {@link RateRangeTest}.
 *
 * @param stage name of the stage whose training was tested
 * @param points one point for each step, with growing learning rates
 */
public record RateCurve(String stage, List<Point> points) {
    /** Share of the moving average of the losses that a step keeps. */
    private static final double SMOOTHING = 0.9;

    /** Steps at the beginning whose average is of too few losses to tell a descent from noise. */
    private static final int FIRST = 10;

    /** A slope is measured from this number of steps before a point to as many after it, over which noise averages out. */
    private static final int BESIDE = 3;

    /**
     * At rates below this share of the one with the lowest loss, the network hardly changes during the test: where the loss falls there, it
     * falls by chance.
     */
    private static final double SHARE = 0.01;

    private static final int LINES = 25;
    private static final int WIDTH = 40;

    public RateCurve {
        points = List.copyOf(points);
    }

    /**
     * A step of the test.
     *
     * @param rate learning rate
     * @param loss loss of its batches, measured before the update with this rate
     * @param smoothed moving average of the losses up to here, without the bias of its start (Kingma and Ba 2015, section 3)
     */
    public record Point(double rate, double loss, double smoothed) {}

    /** Returns the point after others. */
    static Point next(List<Point> points, double rate, double loss) {
        double sum = 0;
        double weight = 0;
        for (Point point : points) {
            sum = SMOOTHING * sum + (1 - SMOOTHING) * point.loss;
            weight = SMOOTHING * weight + (1 - SMOOTHING);
        }
        sum = SMOOTHING * sum + (1 - SMOOTHING) * loss;
        weight = SMOOTHING * weight + (1 - SMOOTHING);
        return new Point(rate, loss, sum / weight);
    }

    /** Returns the index of the lowest smoothed loss after the first steps; -1 if there are too few points. */
    private int lowest() {
        int lowest = -1;
        for (int i = FIRST; i < points.size(); i++) {
            if (lowest < 0 || points.get(i).smoothed < points.get(lowest).smoothed) {
                lowest = i;
            }
        }
        return lowest;
    }

    /** Returns a tenth of the learning rate at the lowest smoothed loss; empty if the loss never fell. */
    public Optional<Double> tenthOfMinimum() {
        return fell() ? Optional.of(points.get(lowest()).rate / 10) : Optional.empty();
    }

    /** Returns the learning rate at which the smoothed loss falls most steeply; empty if the loss never fell. */
    public Optional<Double> steepest() {
        if (!fell()) {
            return Optional.empty();
        }
        int lowest = lowest();
        int best = FIRST;
        while (points.get(best).rate < SHARE * points.get(lowest).rate) {
            best++;
        }
        for (int i = best; i < lowest; i++) {
            best = slope(i) < slope(best) ? i : best;
        }
        return Optional.of(points.get(best).rate);
    }

    /** Whether the loss has a lowest value after the first steps, before which it fell. */
    private boolean fell() {
        return lowest() > FIRST && points.get(lowest()).smoothed < points.get(FIRST).smoothed;
    }

    /** The difference of the smoothed losses around a point; points are equally far apart on the logarithmic scale. */
    private double slope(int i) {
        return points.get(Math.min(i + BESIDE, points.size() - 1)).smoothed - points.get(i - BESIDE).smoothed;
    }

    /** Returns a table with a bar for each loss, and the suggested learning rates. */
    public String text() {
        List<String> lines = new ArrayList<>();
        double low = points.stream().mapToDouble(Point::smoothed).min().orElse(0);
        double high = points.stream().mapToDouble(Point::smoothed).max().orElse(1);
        lines.add("Learning-rate range test of the stage " + stage + ": " + points.size() + " steps.");
        lines.add(String.format(Locale.ROOT, "%13s  %10s  %10s", "learning_rate", "loss", "smoothed"));
        int every = Math.max(1, (points.size() + LINES - 1) / LINES);
        for (int i = 0; i < points.size(); i += every) {
            Point point = points.get(i);
            int length = high > low ? (int) Math.round(WIDTH * (point.smoothed - low) / (high - low)) : 0;
            lines.add(String.format(
                            Locale.ROOT,
                            "%13.2e  %10.4g  %10.4g  %s",
                            point.rate,
                            point.loss,
                            point.smoothed,
                            "#".repeat(length))
                    .stripTrailing());
        }
        lines.add("");
        lines.add(suggestion());
        return String.join(System.lineSeparator(), lines);
    }

    private String suggestion() {
        if (!fell()) {
            return "No suggestion: the loss did not fall. Check the data and the configuration, or use a larger batch_size.";
        }
        return String.format(
                Locale.ROOT,
                "Suggested learning_rate: %.2e, where the loss falls most steeply; %.2e is a tenth of the rate with the lowest loss.",
                steepest().orElseThrow(),
                tenthOfMinimum().orElseThrow());
    }
}
