package io.winnow.datasets.truth;

import java.util.Arrays;

/**
 * Estimates the classes of items and the confusion matrix of each annotator by expectation maximisation (Dawid and Skene, "Maximum
 * likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28, 1979). It starts with the shares of the
 * answers. Each cell of a confusion matrix is smoothed by adding 0.01.
 */
public record DawidSkene() implements TruthMethod {
    static final double SMOOTHING = 0.01;

    @Override
    public TruthEstimate estimate(AnswerTable answers) {
        return estimate(answers, Stopping.USUAL);
    }

    TruthEstimate estimate(AnswerTable answers, Stopping stopping) {
        int classes = answers.classes();
        double[][] posterior = Posteriors.shares(answers);
        double[][][] confusion = new double[answers.annotators()][classes][classes];
        double moved = Double.POSITIVE_INFINITY;
        int round = 0;
        while (stopping.goesOn(round, moved)) {
            round++;
            double[] prior = Posteriors.prior(posterior, classes);
            maximise(answers, posterior, confusion);
            double[][] logs = logarithms(confusion);
            moved = Posteriors.expect(answers, posterior, (item, sums) -> {
                        for (int k = 0; k < classes; k++) {
                            sums[k] = Math.log(prior[k]);
                        }
                        for (int v = answers.starts()[item]; v < answers.starts()[item + 1]; v++) {
                            double[] own = logs[answers.voters()[v]];
                            int from = answers.labels()[v] * classes;
                            for (int k = 0; k < classes; k++) {
                                sums[k] += own[from + k];
                            }
                        }
                    })
                    .moved();
        }
        return new TruthEstimate(posterior, new Confusions(confusion), round, moved < stopping.tolerance());
    }

    /** Replaces the confusion matrices (A, K, K) by the expected ones. */
    static void maximise(AnswerTable answers, double[][] posterior, double[][][] confusion) {
        int classes = answers.classes();
        double[][] sums = new double[confusion.length][classes];
        for (int a = 0; a < confusion.length; a++) {
            Arrays.fill(sums[a], classes * SMOOTHING);
            for (double[] row : confusion[a]) {
                Arrays.fill(row, SMOOTHING);
            }
        }
        for (int i = 0; i < posterior.length; i++) {
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                int a = answers.voters()[v];
                for (int k = 0; k < classes; k++) {
                    confusion[a][k][answers.labels()[v]] += posterior[i][k];
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

    /** Returns the logarithms of the matrices as rows of (label, true class), so that those of one answer lie side by side (A, K K). */
    private static double[][] logarithms(double[][][] confusion) {
        double[][] logs = new double[confusion.length][];
        for (int a = 0; a < confusion.length; a++) {
            int classes = confusion[a].length;
            logs[a] = new double[classes * classes];
            for (int k = 0; k < classes; k++) {
                for (int l = 0; l < classes; l++) {
                    logs[a][l * classes + k] = Math.log(confusion[a][k][l]);
                }
            }
        }
        return logs;
    }
}
