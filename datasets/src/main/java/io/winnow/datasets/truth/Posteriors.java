package io.winnow.datasets.truth;

import java.util.Arrays;

/** What all methods do with probabilities of classes. */
final class Posteriors {
    private Posteriors() {}

    /** Adds up the logarithms of what speaks for each class of an item. */
    @FunctionalInterface
    interface Evidence {
        /** Writes the logarithm of the joint probability of the item's answers and each class (K), up to a constant. */
        void write(int item, double[] logs);
    }

    /**
     * The result of an expectation step.
     *
     * @param moved largest change of a probability
     * @param logLikelihood sum over the items without a known class of the logarithm of the summed evidence
     */
    record Step(double moved, double logLikelihood) {}

    /** Returns the share of each class among the answers (N, K): 1 for a known class, and nothing for an item without answers. */
    static double[][] shares(AnswerTable answers) {
        double[][] shares = new double[answers.items()][answers.classes()];
        for (int i = 0; i < shares.length; i++) {
            if (answers.known()[i] != AnswerTable.UNKNOWN) {
                shares[i][answers.known()[i]] = 1;
            } else {
                for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                    shares[i][answers.labels()[v]] += 1.0 / answers.answers(i);
                }
            }
        }
        return shares;
    }

    /** Replaces the posteriors of all items without a known class (the expectation step). */
    static Step expect(AnswerTable answers, double[][] posterior, Evidence evidence) {
        double moved = 0;
        double likelihood = 0;
        double[] logs = new double[answers.classes()];
        for (int i = 0; i < posterior.length; i++) {
            if (answers.known()[i] != AnswerTable.UNKNOWN) {
                continue;
            }
            evidence.write(i, logs);
            double most = Double.NEGATIVE_INFINITY;
            for (double log : logs) {
                most = Math.max(most, log);
            }
            // Kahan's compensated sum, as that of streams, which are too slow for millions of items
            double sum = 0;
            double excess = 0;
            for (double log : logs) {
                double term = Math.exp(log - most) - excess;
                double next = sum + term;
                excess = (next - sum) - term;
                sum = next;
            }
            sum -= excess;
            likelihood += most + Math.log(sum);
            for (int k = 0; k < logs.length; k++) {
                double next = Math.exp(logs[k] - most) / sum;
                moved = Math.max(moved, Math.abs(next - posterior[i][k]));
                posterior[i][k] = next;
            }
        }
        return new Step(moved, likelihood);
    }

    /** Returns the mean of the posteriors (K). */
    static double[] prior(double[][] posterior, int classes) {
        double[] prior = new double[classes];
        for (double[] row : posterior) {
            for (int k = 0; k < classes; k++) {
                prior[k] += row[k] / posterior.length;
            }
        }
        return prior;
    }

    /** Divides values that are not negative by their sum, in place; if all are 0, they become equal. */
    static double[] normalised(double[] values) {
        double sum = Arrays.stream(values).sum();
        for (int k = 0; k < values.length; k++) {
            values[k] = sum > 0 ? values[k] / sum : 1.0 / values.length;
        }
        return values;
    }

    /** Returns the first largest class of each row. */
    static int[] labels(double[][] posterior) {
        int[] labels = new int[posterior.length];
        for (int i = 0; i < labels.length; i++) {
            for (int k = 1; k < posterior[i].length; k++) {
                labels[i] = posterior[i][k] > posterior[i][labels[i]] + TruthEstimate.ROUNDING ? k : labels[i];
            }
        }
        return labels;
    }

    /** Returns the share of each annotator's answers that equal the labels (A); 0 for one without answers. */
    static double[] agreement(AnswerTable answers, int[] labels) {
        double[] equal = new double[answers.annotators()];
        for (int i = 0; i < labels.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                equal[answers.voters()[v]] += answers.labels()[v] == labels[i] ? 1 : 0;
            }
        }
        int[] counts = answers.counts();
        Arrays.setAll(equal, a -> equal[a] / Math.max(1, counts[a]));
        return equal;
    }

    /** Returns the shares of each class among weighted answers (N, K), with known classes kept. */
    static double[][] weighted(AnswerTable answers, VoteWeights weights) {
        double[][] shares = new double[answers.items()][];
        for (int i = 0; i < shares.length; i++) {
            int known = answers.known()[i];
            if (known == AnswerTable.UNKNOWN) {
                shares[i] = weights.shares(answers, i);
            } else {
                shares[i] = new double[answers.classes()];
                shares[i][known] = 1;
            }
        }
        return shares;
    }
}
