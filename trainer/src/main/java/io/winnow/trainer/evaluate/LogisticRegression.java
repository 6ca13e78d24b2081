package io.winnow.trainer.evaluate;

import io.winnow.datasets.numeric.Lbfgs;
import io.winnow.trainer.run.StopSignal;
import java.util.Arrays;

/**
 * Logistic regression on sparse rows, such as {@link TfIdfFeatures}. It minimises {@code strength * sum of losses + |W|^2 / 2} by L-BFGS; the
 * biases are not penalised. For dense representations on a device, see {@link LinearProbe}.
 */
public final class LogisticRegression {
    private static final int MAX_ITERATIONS = 500;
    private static final double TOLERANCE = 1e-5;

    /** (D + 1, C) in row-major order: one row for each column of the data, and the biases. */
    private final double[] weights;

    private final int classes;
    private final boolean exclusive;

    private LogisticRegression(double[] weights, int classes, boolean exclusive) {
        this.weights = weights;
        this.classes = classes;
        this.exclusive = exclusive;
    }

    /**
     * Fits a softmax regression, for examples with exactly one class each.
     *
     * @param x (N, D)
     * @param labels class of each row (N), in [0, classes)
     * @param strength factor of the losses against the penalty, above 0, known as C
     */
    public static LogisticRegression softmax(SparseRows x, int[] labels, int classes, double strength) {
        SparseRows.Merged merged = x.merged();
        double[] start = new double[(merged.rows().width() + 1) * classes];
        double[] found = minimum(softmaxObjective(merged.rows(), labels, classes, strength), start);
        return new LogisticRegression(merged.expand(found, classes), classes, true);
    }

    /**
     * Fits one binary regression for each class, for examples with any number of classes (one-versus-rest). Unknown pairs are left out. A
     * class that lacks known positives or known negatives gets the same logit for every row, from its smoothed counts.
     *
     * @param x (N, D)
     * @param states (N, C) in row-major order, as in {@link LabelScores}
     * @param strength factor of the losses against the penalty, above 0, known as C
     */
    public static LogisticRegression oneVersusRest(SparseRows x, byte[] states, int classes, double strength) {
        SparseRows.Merged merged = x.merged();
        double[] weights = new double[(x.width() + 1) * classes];
        for (int c = 0; c < classes; c++) {
            byte[] own = new byte[x.size()];
            double positives = 0;
            double negatives = 0;
            for (int i = 0; i < own.length; i++) {
                own[i] = states[i * classes + c];
                positives += own[i] == LabelScores.POSITIVE ? 1 : 0;
                negatives += own[i] == LabelScores.NEGATIVE ? 1 : 0;
            }
            double[] found = new double[merged.rows().width() + 1];
            found[found.length - 1] = Math.log((positives + 0.5) / (negatives + 0.5));
            if (positives > 0 && negatives > 0) {
                found = minimum(binaryObjective(merged.rows(), own, strength), found);
            }
            double[] expanded = merged.expand(found, 1);
            for (int d = 0; d <= x.width(); d++) {
                weights[d * classes + c] = expanded[d];
            }
        }
        return new LogisticRegression(weights, classes, false);
    }

    private static double[] minimum(Lbfgs.Function objective, double[] start) {
        return Lbfgs.minimise(objective, start, MAX_ITERATIONS, TOLERANCE).x();
    }

    /** Returns sum of losses / N + |W|^2 / (2 N strength), whose minimum is the same, as a function of the weights (D + 1, C). */
    static Lbfgs.Function softmaxObjective(SparseRows x, int[] labels, int classes, double strength) {
        return (weights, gradient) -> {
            StopSignal.poll();
            double value = penalty(weights, gradient, x.width() * classes, strength * x.size());
            double[] logits = new double[classes];
            for (int i = 0; i < x.size(); i++) {
                logits(x, i, weights, logits);
                double own = logits[labels[i]];
                double sum = softmax(logits);
                value += (sum - own) / x.size();
                logits[labels[i]] -= 1;
                addOuter(x, i, logits, 1.0 / x.size(), gradient);
            }
            return value;
        };
    }

    /** Like {@link #softmaxObjective}, for the binary cross-entropy of the known states (N) of one class and weights (D + 1). */
    static Lbfgs.Function binaryObjective(SparseRows x, byte[] states, double strength) {
        int bias = x.width();
        return (weights, gradient) -> {
            StopSignal.poll();
            double value = penalty(weights, gradient, x.width(), strength * x.size());
            for (int i = 0; i < x.size(); i++) {
                if (states[i] != LabelScores.UNKNOWN) {
                    double signed = states[i] * (x.dot(i, weights) + weights[bias]);
                    value += (Math.max(-signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)))) / x.size();
                    double byLogit = -states[i] / (1 + Math.exp(signed)) / x.size();
                    x.addTo(gradient, i, byLogit);
                    gradient[bias] += byLogit;
                }
            }
            return value;
        };
    }

    /** Writes the gradient of |W|^2 / (2 scale), of which the first {@code penalised} weights are a part, and returns its value. */
    private static double penalty(double[] weights, double[] gradient, int penalised, double scale) {
        double sum = 0;
        for (int i = 0; i < penalised; i++) {
            gradient[i] = weights[i] / scale;
            sum += weights[i] * weights[i];
        }
        Arrays.fill(gradient, penalised, gradient.length, 0);
        return sum / (2 * scale);
    }

    /** Computes the logits (C) of a row from weights (D + 1, C). */
    private static void logits(SparseRows x, int row, double[] weights, double[] logits) {
        int classes = logits.length;
        System.arraycopy(weights, x.width() * classes, logits, 0, classes);
        for (int entry = x.starts()[row]; entry < x.starts()[row + 1]; entry++) {
            double value = x.values()[entry];
            int from = x.columns()[entry] * classes;
            for (int c = 0; c < classes; c++) {
                logits[c] += value * weights[from + c];
            }
        }
    }

    /** Adds the product of a row and the gradient of its logits (C), times a factor, to a gradient (D + 1, C). */
    private static void addOuter(SparseRows x, int row, double[] byLogits, double factor, double[] gradient) {
        int classes = byLogits.length;
        for (int entry = x.starts()[row]; entry < x.starts()[row + 1]; entry++) {
            double value = x.values()[entry] * factor;
            int from = x.columns()[entry] * classes;
            for (int c = 0; c < classes; c++) {
                gradient[from + c] += value * byLogits[c];
            }
        }
        int bias = x.width() * classes;
        for (int c = 0; c < classes; c++) {
            gradient[bias + c] += factor * byLogits[c];
        }
    }

    /** Replaces logits by their softmax and returns their logsumexp. */
    private static double softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            logits[c] = Math.exp(logits[c] - largest);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
        return largest + Math.log(sum);
    }

    /** The weights (D + 1, C) in row-major order, with the biases last. */
    double[] weights() {
        return weights.clone();
    }

    /** Returns the logits (M, C) of rows (M, D), in row-major order. */
    public float[] logits(SparseRows x) {
        return each(x, false);
    }

    /** Returns the probabilities (M, C) of rows (M, D), in row-major order: softmax or sigmoid of the logits, as the model was fitted. */
    public float[] probabilities(SparseRows x) {
        return each(x, true);
    }

    private float[] each(SparseRows x, boolean probabilities) {
        float[] all = new float[x.size() * classes];
        double[] row = new double[classes];
        for (int i = 0; i < x.size(); i++) {
            logits(x, i, weights, row);
            if (probabilities && exclusive) {
                softmax(row);
            }
            for (int c = 0; c < classes; c++) {
                all[i * classes + c] = (float) (probabilities && !exclusive ? 1 / (1 + Math.exp(-row[c])) : row[c]);
            }
        }
        return all;
    }
}
