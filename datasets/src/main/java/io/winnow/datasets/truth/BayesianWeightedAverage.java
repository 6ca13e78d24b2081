package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Bayesian weighted average (BWA; Li, Rubinstein and Cohn, "Truth inference at scale: a Bayesian model for adjudicating highly redundant
 * crowd annotations", WWW 2019). For each class apart, an answer is 1 if it names the class and else 0; the truth of an item is a real
 * number, about which an annotator's answers vary by their own precision. The probabilities are those numbers, divided by their sum.
 */
public record BayesianWeightedAverage() implements TruthMethod {
    private static final double PRIOR_COUNT = 15;
    private static final Stopping STOPPING = new Stopping(1e-3, 500);

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        return estimate(answers, STOPPING);
    }

    /** @param stopping by the change of the truths of a class relative to their norm */
    TruthEstimate estimate(AnswerTable answers, Stopping stopping) {
        double[][] votes = Posteriors.shares(answers);
        double[][] truths = new double[answers.items()][answers.classes()];
        double[] means = new double[answers.classes()];
        double[][] weights = new double[answers.classes()][answers.annotators()];
        int rounds = 0;
        boolean settled = true;
        for (int k = 0; k < answers.classes(); k++) {
            int own = k;
            double[] z = Arrays.stream(votes).mapToDouble(row -> row[own]).toArray();
            double scale = scale(answers, z);
            int round = 0;
            double moved = scale == 0 ? 0 : Double.POSITIVE_INFINITY;
            Arrays.fill(weights[k], 1);
            while (stopping.goesOn(round, moved)) {
                round++;
                means[k] = Arrays.stream(z).average().orElse(0);
                weights[k] = weights(answers, k, z, scale);
                moved = average(answers, k, means[k], weights[k], z);
            }
            rounds = Math.max(rounds, round);
            settled &= moved < stopping.tolerance();
            for (int i = 0; i < z.length; i++) {
                truths[i][k] = z[i];
            }
        }
        AveragedVotes model = new AveragedVotes(means, weights);
        for (double[] row : truths) {
            Posteriors.normalised(row);
        }
        return new TruthEstimate(truths, model, rounds, settled);
    }

    /** Returns b of a class, which is proportional to the mean variance of the answers to an item; 0 if all are unanimous. */
    private static double scale(AnswerTable answers, double[] shares) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += answers.answers(i) * shares[i] * (1 - shares[i]);
        }
        return PRIOR_COUNT * sum / answers.size() * 4 * (1 - 1.0 / answers.classes());
    }

    /** Returns the precision of each annotator (A). */
    private static double[] weights(AnswerTable answers, int k, double[] z, double scale) {
        double[] squares = new double[answers.annotators()];
        for (int i = 0; i < z.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                double away = (answers.labels()[v] == k ? 1 : 0) - z[i];
                squares[answers.voters()[v]] += away * away;
            }
        }
        int[] counts = answers.counts();
        double[] weights = new double[squares.length];
        Arrays.setAll(weights, a -> (PRIOR_COUNT + counts[a]) / (scale + squares[a]));
        return weights;
    }

    /** Replaces the truths (N) by weighted averages and returns their change relative to their norm. */
    private static double average(AnswerTable answers, int k, double mean, double[] weights, double[] z) {
        double change = 0;
        double norm = 0;
        for (int i = 0; i < z.length; i++) {
            if (answers.known()[i] != AnswerTable.UNKNOWN) {
                continue;
            }
            double sum = mean;
            double total = 1;
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                double weight = weights[answers.voters()[v]];
                sum += answers.labels()[v] == k ? weight : 0;
                total += weight;
            }
            double next = sum / total;
            change += (next - z[i]) * (next - z[i]);
            norm += z[i] * z[i];
            z[i] = next;
        }
        return Math.sqrt(change / Math.max(norm, Double.MIN_NORMAL));
    }
}
