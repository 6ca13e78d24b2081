package io.winnow.trainer.loop;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A curve a - b n^-c of the accuracy after n answers, fitted by least squares: for each c of a grid, a and b follow from a linear regression.
 *
 * @param a the accuracy that it approaches
 * @param b not negative
 * @param c above 0
 */
record LearningCurve(double a, double b, double c) {
    private static final double STEP = 0.05;
    private static final int STEPS = 40;
    private static final int LEAST = 3;

    /** Fits a curve; empty if there are fewer than three points, or if the accuracy does not rise. */
    static Optional<LearningCurve> of(double[] answers, double[] accuracies) {
        if (answers.length < LEAST) {
            return Optional.empty();
        }
        LearningCurve best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i <= STEPS; i++) {
            LearningCurve curve = linear(answers, accuracies, i * STEP);
            double squares = 0;
            for (int j = 0; j < answers.length; j++) {
                double residual = accuracies[j] - curve.at(answers[j]);
                squares += residual * residual;
            }
            if (curve.b > 0 && squares < least) {
                least = squares;
                best = curve;
            }
        }
        return Optional.ofNullable(best);
    }

    private static LearningCurve linear(double[] answers, double[] accuracies, double c) {
        int n = answers.length;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int j = 0; j < n; j++) {
            double power = Math.pow(answers[j], -c);
            x += power / n;
            y += accuracies[j] / n;
            xx += power * power / n;
            xy += power * accuracies[j] / n;
        }
        double slope = xx - x * x > 0 ? (xy - x * y) / (xx - x * x) : 0;
        return new LearningCurve(y - slope * x, -slope, c);
    }

    double at(double answers) {
        return a - b * Math.pow(answers, -c);
    }

    /** Returns how many answers reach an accuracy; empty if none do. */
    OptionalDouble answersFor(double accuracy) {
        return accuracy < a ? OptionalDouble.of(Math.pow(b / (a - accuracy), 1 / c)) : OptionalDouble.empty();
    }
}
