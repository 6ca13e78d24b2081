package io.winnow.datasets.truth;

import io.winnow.datasets.numeric.Lbfgs;
import java.util.Arrays;

/**
 * GLAD (Whitehill et al., "Whose vote should count more: optimal integration of labels from labelers of unknown expertise", NIPS 2009):
 * each annotator has an ability and each item an ease ({@link Abilities}), with normal priors of mean 1 and standard deviation 1 on the
 * ability and on the logarithm of the ease. It is fitted by expectation maximisation; the maximisation step is 25 steps of L-BFGS.
 */
public record Glad() implements TruthMethod {
    private static final int STEPS = 25;
    private static final double LARGEST_LOG_EASE = 5;

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        int annotators = answers.annotators();
        double[][] posterior = Posteriors.shares(answers);
        double[] parameters = new double[annotators + answers.items()];
        Arrays.fill(parameters, 1);
        double moved = expect(answers, posterior, parameters);
        int round = 0;
        while (Stopping.USUAL.goesOn(round, moved)) {
            round++;
            parameters = Lbfgs.minimise(new GladObjective(answers, posterior), parameters, STEPS, 1e-7)
                    .x();
            for (int i = annotators; i < parameters.length; i++) {
                parameters[i] = Math.max(-LARGEST_LOG_EASE, Math.min(LARGEST_LOG_EASE, parameters[i]));
            }
            moved = expect(answers, posterior, parameters);
        }
        return new TruthEstimate(
                posterior,
                new Abilities(
                        Arrays.copyOf(parameters, annotators),
                        Arrays.copyOfRange(parameters, annotators, parameters.length),
                        answers.classes()),
                round,
                moved < Stopping.USUAL.tolerance());
    }

    /** Replaces the posteriors and returns the largest change. An answer adds {@code a exp(b) + log(K - 1)} to the class that it names. */
    private static double expect(AnswerTable answers, double[][] posterior, double[] parameters) {
        double others = Math.log(answers.classes() - 1);
        return Posteriors.expect(answers, posterior, (item, logs) -> {
                    Arrays.fill(logs, 0);
                    double ease = Math.exp(parameters[answers.annotators() + item]);
                    for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
                        logs[answers.labels()[v]] += parameters[answers.voters()[v]] * ease + others;
                    }
                })
                .moved();
    }
}
