package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * The one-coin model of Dawid and Skene, known as ZenCrowd (Demartini et al., "ZenCrowd", WWW 2012): an annotator is right with a
 * probability of their own, and otherwise names each other class with the same probability. It is fitted by expectation maximisation from
 * the shares of the answers.
 *
 * @param priorOfData whether the probability of a class before any answer is its mean posterior; otherwise all classes are equally
 *     probable
 */
public record OneCoin(boolean priorOfData) implements TruthMethod {
    private static final double SMOOTHING = 0.01;

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        return estimate(answers, Stopping.USUAL);
    }

    TruthEstimate estimate(AnswerTable answers, Stopping stopping) {
        int classes = answers.classes();
        double[][] posterior = Posteriors.shares(answers);
        double[] right = new double[0];
        double moved = Double.POSITIVE_INFINITY;
        int round = 0;
        while (stopping.goesOn(round, moved)) {
            round++;
            right = accuracies(answers, posterior);
            double[] odds = Arrays.stream(right)
                    .map(own -> Accuracies.logOdds(own, classes))
                    .toArray();
            double[] logPrior = new double[classes];
            if (priorOfData) {
                double[] prior = Posteriors.prior(posterior, classes);
                Arrays.setAll(logPrior, k -> Math.log(prior[k]));
            }
            moved = Posteriors.expect(answers, posterior, (item, logs) -> {
                        System.arraycopy(logPrior, 0, logs, 0, classes);
                        for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
                            logs[answers.labels()[v]] += odds[answers.voters()[v]];
                        }
                    })
                    .moved();
        }
        return new TruthEstimate(posterior, new Accuracies(right, classes), round, moved < stopping.tolerance());
    }

    /** Returns the expected share of right answers of each annotator, smoothed (A); that of one without answers is 1/K. */
    private static double[] accuracies(AnswerTable answers, double[][] posterior) {
        double[] right = new double[answers.annotators()];
        for (int i = 0; i < posterior.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                right[answers.voters()[v]] += posterior[i][answers.labels()[v]];
            }
        }
        int[] counts = answers.counts();
        Arrays.setAll(right, a -> (right[a] + SMOOTHING) / (counts[a] + answers.classes() * SMOOTHING));
        return right;
    }
}
