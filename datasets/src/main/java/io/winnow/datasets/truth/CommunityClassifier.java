package io.winnow.datasets.truth;

import io.winnow.datasets.numeric.Digamma;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;

/**
 * Bayesian classifier combination: like Dawid and Skene's model with Dirichlet priors, fitted by variational Bayes. With several groups,
 * each class has subtypes that annotators confuse in their own ways, by which their errors are correlated (Li, Rubinstein and Cohn,
 * "Exploiting worker correlation for label aggregation in crowdsourcing", ICML 2019: enhanced Bayesian classifier combination, EBCC). With
 * one group it is IBCC (Kim and Ghahramani 2012).
 *
 * @param groups number of subtypes of each class (M), at least 1
 * @param seeds number of random starts, whose posteriors are averaged; one group has no random start
 */
public record CommunityClassifier(int groups, int seeds) implements TruthMethod {
    private static final Stopping STOPPING = new Stopping(1e-3, 500);
    private static final double GROUP_PRIOR = 0.1;
    private static final double RIGHT_PRIOR = 4;

    /** Independent annotators. */
    public static final CommunityClassifier IBCC = new CommunityClassifier(1, 1);

    /** Correlated annotators, as published. */
    public static final CommunityClassifier EBCC = new CommunityClassifier(10, 3);

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        return estimate(answers, STOPPING);
    }

    TruthEstimate estimate(AnswerTable answers, Stopping stopping) {
        double[][] mean = new double[answers.items()][answers.classes()];
        int rounds = 0;
        boolean settled = true;
        for (int seed = 0; seed < seeds; seed++) {
            double[][] groupPosterior = start(answers, seed);
            double[][] posterior = Posteriors.shares(answers);
            double moved = Double.POSITIVE_INFINITY;
            int round = 0;
            while (stopping.goesOn(round, moved)) {
                round++;
                groupPosterior = step(answers, groupPosterior);
                moved = collapse(groupPosterior, posterior);
            }
            rounds = Math.max(rounds, round);
            settled &= moved < stopping.tolerance();
            for (int i = 0; i < mean.length; i++) {
                for (int k = 0; k < answers.classes(); k++) {
                    mean[i][k] += posterior[i][k] / seeds;
                }
            }
        }
        return new TruthEstimate(mean, new Confusions(confusions(answers, mean)), rounds, settled);
    }

    /** Returns the shares of the answers, divided among the groups by draws from Dirichlet(1, .., 1) (N, K M). */
    private double[][] start(AnswerTable answers, int seed) {
        double[][] shares = Posteriors.shares(answers);
        double[][] start = new double[shares.length][answers.classes() * groups];
        for (int i = 0; i < start.length; i++) {
            CounterRandom random = CounterRandom.of(seed, TruthStreams.GROUPS, i);
            for (int k = 0; k < answers.classes(); k++) {
                double[] draws = new double[groups];
                // Exponential draws, divided by their sum, are uniform on the simplex.
                Arrays.setAll(draws, g -> groups == 1 ? 1 : -Math.log(1 - random.nextDouble()));
                Posteriors.normalised(draws);
                for (int g = 0; g < groups; g++) {
                    start[i][k * groups + g] = shares[i][k] * draws[g];
                }
            }
        }
        return start;
    }

    /**
     * One round of variational Bayes: from the probabilities of class and group of each item (N, K M) to the next ones, by the expected
     * logarithms of all parameters.
     */
    double[][] step(AnswerTable answers, double[][] now) {
        int types = answers.classes() * groups;
        double[] priors = priors(now, answers.classes());
        double[][] responses = responses(answers, now);
        double[][] next = new double[now.length][types];
        for (int i = 0; i < now.length; i++) {
            double[] logs = priors.clone();
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                double[] own = responses[answers.voters()[v]];
                int from = answers.labels()[v] * types;
                for (int t = 0; t < types; t++) {
                    logs[t] += own[from + t];
                }
            }
            int known = answers.known()[i];
            for (int t = 0; known != AnswerTable.UNKNOWN && t < types; t++) {
                logs[t] = t / groups == known ? logs[t] : Double.NEGATIVE_INFINITY;
            }
            double most = Arrays.stream(logs).max().orElseThrow();
            for (int t = 0; t < types; t++) {
                next[i][t] = Math.exp(logs[t] - most);
            }
            Posteriors.normalised(next[i]);
        }
        return next;
    }

    /** Returns E log pi_kg + E log tau_k for each class and group (K M). */
    private double[] priors(double[][] now, int classes) {
        double[] eta = new double[classes * groups];
        Arrays.fill(eta, GROUP_PRIOR / groups);
        for (double[] row : now) {
            for (int t = 0; t < eta.length; t++) {
                eta[t] += row[t];
            }
        }
        double[] priors = new double[eta.length];
        for (int k = 0; k < classes; k++) {
            double inClass = 0;
            for (int g = 0; g < groups; g++) {
                inClass += eta[k * groups + g];
            }
            double nu = 1 + inClass - GROUP_PRIOR;
            double tau = Digamma.of(nu) - Digamma.of(now.length + classes);
            for (int g = 0; g < groups; g++) {
                priors[k * groups + g] = Digamma.of(eta[k * groups + g]) - Digamma.of(inClass) + tau;
            }
        }
        return priors;
    }

    /** Returns E log v for each label, class and group of each annotator (A, K K M). */
    private double[][] responses(AnswerTable answers, double[][] now) {
        int classes = answers.classes();
        int types = classes * groups;
        double[][] counts = new double[answers.annotators()][classes * types];
        for (double[] own : counts) {
            for (int l = 0; l < classes; l++) {
                for (int t = 0; t < types; t++) {
                    own[l * types + t] = t / groups == l ? RIGHT_PRIOR : 1;
                }
            }
        }
        for (int i = 0; i < now.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                double[] own = counts[answers.voters()[v]];
                int from = answers.labels()[v] * types;
                for (int t = 0; t < types; t++) {
                    own[from + t] += now[i][t];
                }
            }
        }
        for (double[] own : counts) {
            for (int t = 0; t < types; t++) {
                double sum = 0;
                for (int l = 0; l < classes; l++) {
                    sum += own[l * types + t];
                }
                double whole = Digamma.of(sum);
                for (int l = 0; l < classes; l++) {
                    own[l * types + t] = Digamma.of(own[l * types + t]) - whole;
                }
            }
        }
        return counts;
    }

    /** Adds the groups of each class up into the posteriors (N, K) and returns the largest change. */
    private double collapse(double[][] groupPosterior, double[][] posterior) {
        double moved = 0;
        for (int i = 0; i < posterior.length; i++) {
            for (int k = 0; k < posterior[i].length; k++) {
                double next = 0;
                for (int g = 0; g < groups; g++) {
                    next += groupPosterior[i][k * groups + g];
                }
                moved = Math.max(moved, Math.abs(next - posterior[i][k]));
                posterior[i][k] = next;
            }
        }
        return moved;
    }

    /** Returns the mean of each annotator's confusion matrix, given the posteriors, with the groups of a class merged (A, K, K). */
    private static double[][][] confusions(AnswerTable answers, double[][] posterior) {
        int classes = answers.classes();
        double[][][] means = new double[answers.annotators()][classes][classes];
        for (double[][] own : means) {
            for (int k = 0; k < classes; k++) {
                Arrays.fill(own[k], 1);
                own[k][k] = RIGHT_PRIOR;
            }
        }
        for (int i = 0; i < posterior.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                for (int k = 0; k < classes; k++) {
                    means[answers.voters()[v]][k][answers.labels()[v]] += posterior[i][k];
                }
            }
        }
        for (double[][] own : means) {
            Arrays.stream(own).forEach(Posteriors::normalised);
        }
        return means;
    }
}
