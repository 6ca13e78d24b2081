package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.models.loss.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well classes that were found without labels agree with the true ones. Which found class is which true one is not known; they are
 * matched one to one so that most examples agree.
 *
 * @param accuracy share of the examples whose found class is matched with their true one
 * @param matches the true class with which each found class is matched (K); empty if there are fewer true ones
 * @param counts numbers of examples (K, C): rows are found classes, columns are true ones
 */
@SuppressWarnings("ArrayRecordComponent") // a table that is written; never compared
public record FoundClassReport(double accuracy, List<String> matches, int[][] counts) implements Report {
    /**
     * Compares found classes with the truth.
     *
     * @param probabilities probabilities of the found classes (N, K), row-major
     */
    public static FoundClassReport of(float[] probabilities, int classes, DomainLabels.Truth truth) {
        int[] found = new int[probabilities.length / classes];
        for (int i = 0; i < found.length; i++) {
            found[i] = Ranks.largest(probabilities, i * classes, classes);
        }
        return of(found, classes, truth);
    }

    /**
     * Compares found classes with the truth.
     *
     * @param found class of each example in [0, classes) (N)
     */
    public static FoundClassReport of(int[] found, int classes, DomainLabels.Truth truth) {
        int[] right = truth.classes().reveal();
        int[][] counts = new int[classes][truth.names().size()];
        for (int i = 0; i < found.length; i++) {
            counts[found[i]][right[i]]++;
        }
        int[] match = matching(counts);
        double agreed = 0;
        List<String> matches = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            agreed += match[k] < 0 ? 0 : counts[k][match[k]];
            matches.add(match[k] < 0 ? "" : truth.names().get(match[k]));
        }
        return new FoundClassReport(agreed / found.length, matches, counts);
    }

    private static int[] matching(int[][] counts) {
        double[][] agreement = new double[counts.length][];
        for (int k = 0; k < counts.length; k++) {
            agreement[k] = new double[counts[k].length];
            for (int c = 0; c < counts[k].length; c++) {
                agreement[k][c] = counts[k][c];
            }
        }
        return Assignment.largest(agreement);
    }

    /**
     * Returns the error of estimated mixtures: the sum over the classes of the absolute difference between estimated and true share, as a
     * mean over the domains. The classes are matched as in this report.
     *
     * @param estimate p(y|d) of the found classes (K, r)
     */
    public double mixtureError(double[][] estimate, DomainLabels domains) {
        double[][] shares = trueMixtures(domains);
        int[] match = matching(counts);
        double error = 0;
        boolean[] used = new boolean[shares.length];
        for (int k = 0; k < estimate.length; k++) {
            for (int d = 0; d < estimate[k].length; d++) {
                error += Math.abs(estimate[k][d] - (match[k] < 0 ? 0 : shares[match[k]][d]));
            }
            if (match[k] >= 0) {
                used[match[k]] = true;
            }
        }
        for (int c = 0; c < shares.length; c++) {
            for (int d = 0; d < shares[c].length; d++) {
                error += used[c] ? 0 : shares[c][d];
            }
        }
        return error / domains.domainNames().size();
    }

    /** The shares of the true classes in each domain (C, r). */
    public static double[][] trueMixtures(DomainLabels domains) {
        DomainLabels.Truth truth = domains.truth().orElseThrow();
        int[] right = truth.classes().reveal();
        double[][] shares =
                new double[truth.names().size()][domains.domainNames().size()];
        double[] sizes = new double[domains.domainNames().size()];
        for (int i = 0; i < right.length; i++) {
            if (domains.known(i)) {
                shares[right[i]][domains.domains()[i]]++;
                sizes[domains.domains()[i]]++;
            }
        }
        for (double[] row : shares) {
            for (int d = 0; d < row.length; d++) {
                row[d] /= Math.max(1, sizes[d]);
            }
        }
        return shares;
    }

    /**
     * Returns the accuracy of the majority class of each domain, which is what the mixtures alone tell.
     *
     * @param train domains and true classes of the training examples, which say what the majority classes are
     */
    public static double majorityAccuracy(DomainLabels train, DomainLabels test) {
        double[][] shares = trueMixtures(train);
        TrueLabels classes = test.truth().orElseThrow().classes();
        int[] right = classes.reveal();
        double agreed = 0;
        for (int i = 0; i < right.length; i++) {
            int domain = test.domains()[i];
            int best = 0;
            for (int c = 1; c < shares.length; c++) {
                best = shares[c][domain] > shares[best][domain] ? c : best;
            }
            agreed += best == right[i] ? 1 : 0;
        }
        return agreed / right.length;
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", accuracy);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
