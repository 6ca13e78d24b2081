package io.winnow.datasets.truth;

import io.winnow.datasets.numeric.Digamma;
import java.util.Arrays;

/**
 * MACE (Hovy et al., "Learning whom to trust with MACE", NAACL 2013): an annotator either knows the true class, or draws one from a habit
 * of their own ({@link Guessing}). It starts with a probability of knowing of 0.5 and uniform habits, and computes 50 rounds.
 *
 * @param variational whether parameters are estimated by variational Bayes with the priors Beta(0.5, 0.5) and Dirichlet(10, ..), the default
 *     of the paper's program; otherwise by expectation maximisation with little smoothing
 */
public record Mace(boolean variational) implements TruthMethod {
    private static final int ROUNDS = 50;
    private static final double KNOWING_PRIOR = 0.5;
    private static final double HABIT_PRIOR = 10;

    /**
     * The parameters. Those of variational Bayes are exponentials of expected logarithms, which sum to less than 1.
     *
     * @param know weight of knowing of each annotator (A)
     * @param guess weight of guessing of each annotator (A)
     * @param habits weight of each class in guessing (A, K)
     */
    @SuppressWarnings("ArrayRecordComponent") // parameters; never compared
    record Weights(double[] know, double[] guess, double[][] habits) {}

    /**
     * Expected counts.
     *
     * @param known expected number of each annotator's answers that they knew (A)
     * @param guessed expected number of guesses of each class (A, K)
     */
    @SuppressWarnings("ArrayRecordComponent") // counts; never compared
    record Counts(double[] known, double[][] guessed) {}

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        double[] half = new double[answers.annotators()];
        Arrays.fill(half, 0.5);
        double[][] uniform = new double[answers.annotators()][answers.classes()];
        for (double[] row : uniform) {
            Arrays.fill(row, 1.0 / answers.classes());
        }
        Weights weights = new Weights(half, half, uniform);
        double[][] posterior = Posteriors.shares(answers);
        double moved = expect(answers, weights, posterior).moved();
        for (int round = 0; round < ROUNDS; round++) {
            weights = maximise(count(answers, weights, posterior), answers.classes());
            moved = expect(answers, weights, posterior).moved();
        }
        return new TruthEstimate(posterior, model(weights), ROUNDS, moved < Stopping.USUAL.tolerance());
    }

    /** Replaces the posteriors. */
    static Posteriors.Step expect(AnswerTable answers, Weights weights, double[][] posterior) {
        double prior = -Math.log(answers.classes());
        return Posteriors.expect(answers, posterior, (item, logs) -> {
            Arrays.fill(logs, prior);
            for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
                int a = answers.voters()[v];
                int label = answers.labels()[v];
                double guessed = weights.guess[a] * weights.habits[a][label];
                double asGuess = Math.log(guessed);
                for (int k = 0; k < logs.length; k++) {
                    logs[k] += k == label ? Math.log(guessed + weights.know[a]) : asGuess;
                }
            }
        });
    }

    static Counts count(AnswerTable answers, Weights weights, double[][] posterior) {
        double[] known = new double[answers.annotators()];
        double[][] guessed = new double[answers.annotators()][answers.classes()];
        for (int i = 0; i < posterior.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                int a = answers.voters()[v];
                int label = answers.labels()[v];
                double guess = weights.guess[a] * weights.habits[a][label];
                double knowing = posterior[i][label] * weights.know[a] / (guess + weights.know[a]);
                known[a] += knowing;
                guessed[a][label] += 1 - knowing;
            }
        }
        return new Counts(known, guessed);
    }

    Weights maximise(Counts counts, int classes) {
        int annotators = counts.known.length;
        double smoothing = 0.01 / classes;
        double knowingPrior = variational ? KNOWING_PRIOR : smoothing;
        double habitPrior = variational ? HABIT_PRIOR : smoothing;
        Weights weights = new Weights(new double[annotators], new double[annotators], new double[annotators][classes]);
        for (int a = 0; a < annotators; a++) {
            double guesses = Arrays.stream(counts.guessed[a]).sum();
            double answers = counts.known[a] + guesses + 2 * knowingPrior;
            weights.know[a] = share(counts.known[a] + knowingPrior, answers);
            weights.guess[a] = share(guesses + knowingPrior, answers);
            for (int k = 0; k < classes; k++) {
                weights.habits[a][k] = share(counts.guessed[a][k] + habitPrior, guesses + classes * habitPrior);
            }
        }
        return weights;
    }

    /** Returns count / sum, or for variational Bayes the exponential of the expected logarithm of such a share. */
    private double share(double count, double sum) {
        return variational ? Math.exp(Digamma.of(count) - Digamma.of(sum)) : count / sum;
    }

    private static Guessing model(Weights weights) {
        double[] knows = new double[weights.know.length];
        double[][] habits = new double[knows.length][];
        for (int a = 0; a < knows.length; a++) {
            knows[a] = weights.know[a] / (weights.know[a] + weights.guess[a]);
            habits[a] = Posteriors.normalised(weights.habits[a].clone());
        }
        return new Guessing(knows, habits);
    }
}
