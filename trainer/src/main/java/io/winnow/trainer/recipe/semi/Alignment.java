package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Arrays;

/**
 * Distribution alignment (ReMixMatch, arXiv 1911.09785): probabilities are scaled so that on average over the unlabelled examples they are those
 * that classes are expected to have. The state is P, the moving average of the probabilities of the weakly changed copies (K).
 */
@Doc(
        "Distribution alignment: the probabilities of pseudo-labels are scaled so that on average they are the shares that classes are expected"
                + " to have. It helps against pseudo-labels of few classes only, and harms if the expectation is wrong.")
public record Alignment(
        @Doc(
                "The shares that are expected: uniform, the same for all classes; or labels, those of the labelled examples.")
        @Default("labels")
        Expected expected,

        @Doc("Momentum of the moving average of the probabilities, in [0, 1).") @Default("0.99")
        double momentum) {
    private static final double SMALL = 1e-6;

    /** The shares that classes are expected to have. */
    public enum Expected {
        /** The same for all classes. */
        UNIFORM,
        /** Those of the labelled examples. */
        LABELS
    }

    public Alignment {
        new Checks().below("momentum", momentum, 0, 1).done();
    }

    /** Returns the state at the start. */
    double[] start(int classes) {
        double[] uniform = new double[classes];
        Arrays.fill(uniform, 1.0 / classes);
        return uniform;
    }

    /**
     * Returns aligned probabilities (B, K), and learns from the batch.
     *
     * @param p class probabilities of the weakly changed copies (B, K)
     * @param labelled shares of the classes of the labelled examples (K)
     * @param state changed by this method
     */
    double[][] align(double[][] p, double[] labelled, double[] state) {
        for (int k = 0; k < state.length; k++) {
            double mean = 0;
            for (double[] each : p) {
                mean += each[k] / p.length;
            }
            state[k] = momentum * state[k] + (1 - momentum) * mean;
        }
        double[] factors = factors(labelled, state);
        return Arrays.stream(p).map(each -> scaled(each, factors)).toArray(double[][]::new);
    }

    /** Returns the factor of the probability of each class (K). */
    double[] factors(double[] labelled, double[] state) {
        double[] factors = new double[state.length];
        for (int k = 0; k < factors.length; k++) {
            double wanted = expected == Expected.UNIFORM ? 1.0 / factors.length : labelled[k];
            factors[k] = (wanted + SMALL) / (state[k] + SMALL);
        }
        return factors;
    }

    /** Returns probabilities times factors, divided by their sum. */
    static double[] scaled(double[] p, double[] factors) {
        double[] scaled = new double[p.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            scaled[k] = p[k] * factors[k];
            sum += scaled[k];
        }
        for (int k = 0; k < p.length; k++) {
            scaled[k] /= sum;
        }
        return scaled;
    }
}
