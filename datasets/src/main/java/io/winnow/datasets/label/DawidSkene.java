package io.winnow.datasets.label;

import java.util.Arrays;

/**
 * Estimates the true classes of items and the confusion matrix of each annotator from the annotators' labels by expectation maximisation
 * (Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28, 1979). It is
 * initialised with the shares of votes.
 *
 * @param posterior probability of each class for each item, of shape (N, K)
 * @param prior probability of each class, of shape (K)
 * @param confusion confusion matrices of shape (A, K, K): [a, i, j] is the probability that annotator a labels an item of class i as j
 * @param iterations number of iterations until no posterior changed by more than the tolerance, or the largest number allowed
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record DawidSkene(double[][] posterior, double[] prior, double[][][] confusion, int iterations) {
    private static final double SMOOTHING = 0.01;
    private static final double TOLERANCE = 1e-6;
    private static final int MAX_ITERATIONS = 100;

    /** Fits the model to annotations. Each cell of a confusion matrix is smoothed by adding 0.01. */
    public static DawidSkene fit(Annotations annotations) {
        return fit(annotations, MAX_ITERATIONS);
    }

    static DawidSkene fit(Annotations annotations, int maxIterations) {
        int classes = annotations.classNames().size();
        double[][] posterior = annotations.votes();
        double[] prior = new double[classes];
        double[][][] confusion = new double[annotations.annotators().size()][classes][classes];
        int iteration = 0;
        double moved = Double.POSITIVE_INFINITY;
        while (iteration < maxIterations && moved >= TOLERANCE) {
            iteration++;
            maximise(annotations, posterior, prior, confusion);
            moved = expect(annotations, prior, confusion, posterior);
        }
        return new DawidSkene(posterior, prior, confusion, iteration);
    }

    /** Returns the estimated share of the items that an annotator labels rightly. */
    public double accuracy(int annotator) {
        double accuracy = 0;
        for (int k = 0; k < prior.length; k++) {
            accuracy += prior[k] * confusion[annotator][k][k];
        }
        return accuracy;
    }

    private static void maximise(
            Annotations annotations, double[][] posterior, double[] prior, double[][][] confusion) {
        int classes = prior.length;
        Arrays.fill(prior, 0);
        for (double[] row : posterior) {
            for (int k = 0; k < classes; k++) {
                prior[k] += row[k] / posterior.length;
            }
        }
        double[][] sums = new double[confusion.length][classes];
        for (int a = 0; a < confusion.length; a++) {
            Arrays.fill(sums[a], classes * SMOOTHING);
            for (double[] row : confusion[a]) {
                Arrays.fill(row, SMOOTHING);
            }
        }
        for (int i = 0; i < posterior.length; i++) {
            for (int v = 0; v < annotations.voters()[i].length; v++) {
                int a = annotations.voters()[i][v];
                for (int k = 0; k < classes; k++) {
                    confusion[a][k][annotations.labels()[i][v]] += posterior[i][k];
                    sums[a][k] += posterior[i][k];
                }
            }
        }
        for (int a = 0; a < confusion.length; a++) {
            for (int k = 0; k < classes; k++) {
                for (int l = 0; l < classes; l++) {
                    confusion[a][k][l] /= sums[a][k];
                }
            }
        }
    }

    /** Replaces the posteriors (the expectation step) and returns the largest change. */
    private static double expect(
            Annotations annotations, double[] prior, double[][][] confusion, double[][] posterior) {
        double moved = 0;
        double[] logs = new double[prior.length];
        for (int i = 0; i < posterior.length; i++) {
            for (int k = 0; k < logs.length; k++) {
                logs[k] = Math.log(prior[k]);
                for (int v = 0; v < annotations.voters()[i].length; v++) {
                    logs[k] += Math.log(
                            confusion[annotations.voters()[i][v]][k][annotations.labels()[i][v]]);
                }
            }
            double most = Arrays.stream(logs).max().orElseThrow();
            double sum = Arrays.stream(logs).map(log -> Math.exp(log - most)).sum();
            for (int k = 0; k < logs.length; k++) {
                double next = Math.exp(logs[k] - most) / sum;
                moved = Math.max(moved, Math.abs(next - posterior[i][k]));
                posterior[i][k] = next;
            }
        }
        return moved;
    }
}
