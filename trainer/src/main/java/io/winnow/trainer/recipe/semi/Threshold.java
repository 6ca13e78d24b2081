package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;

/**
 * Which pseudo-labels count: those whose confidence, the largest class probability, passes a threshold. What a threshold learns of the batches
 * is a list of numbers, its state, which is saved in checkpoints.
 */
@Doc("Which pseudo-labels count: those whose confidence, the largest class probability, passes this threshold.")
public sealed interface Threshold {
    /**
     * Returns the state at the start.
     *
     * @param classes K
     * @param examples number of unlabelled examples N
     */
    double[] start(int classes, int examples);

    /**
     * Decides which examples of a batch count, and learns from the batch.
     *
     * @param p class probabilities of the weakly changed copies (B, K)
     * @param rows positions of the examples among the unlabelled ones (B)
     * @param state changed by this method
     * @param strict whether a confidence must exceed a fixed threshold, rather than reach it
     */
    boolean[] pass(double[][] p, int[] rows, double[] state, boolean strict);

    /** Returns the threshold of each class (K) in a state. */
    double[] byClass(int classes, double[] state);

    /** Weight of FreeMatch's loss of fairness; 0 if there is none. */
    default double fairness() {
        return 0;
    }

    /** Returns the shares a (K) of the loss of fairness in a state. */
    default double[] shares(int classes, double[] state) {
        throw new UnsupportedOperationException("this threshold has no loss of fairness");
    }

    /** The same threshold for all classes, all the time. */
    @Kind("fixed")
    @Doc("The same threshold for all classes, all the time, as in UDA (0.8) and FixMatch (0.95).")
    record Fixed(
            @Doc("The threshold, in [0, 1].") @Default("0.95")
            double value) implements Threshold {
        public Fixed {
            new Checks().between("value", value, 0, 1).done();
        }

        @Override
        public double[] start(int classes, int examples) {
            return new double[0];
        }

        @Override
        public boolean[] pass(double[][] p, int[] rows, double[] state, boolean strict) {
            boolean[] pass = new boolean[p.length];
            for (int i = 0; i < pass.length; i++) {
                double confidence = p[i][Ranks.largest(p[i])];
                pass[i] = strict ? confidence > value : confidence >= value;
            }
            return pass;
        }

        @Override
        public double[] byClass(int classes, double[] state) {
            return constant(classes, value);
        }
    }

    /** Every pseudo-label counts. */
    @Kind("none")
    @Doc("Every pseudo-label counts, as in UDA for texts.")
    record None() implements Threshold {
        @Override
        public double[] start(int classes, int examples) {
            return new double[0];
        }

        @Override
        public boolean[] pass(double[][] p, int[] rows, double[] state, boolean strict) {
            boolean[] pass = new boolean[p.length];
            Arrays.fill(pass, true);
            return pass;
        }

        @Override
        public double[] byClass(int classes, double[] state) {
            return new double[classes];
        }
    }

    /**
     * FlexMatch (arXiv 2110.08263): lower thresholds for classes of which few examples have passed. The state is, for each unlabelled example,
     * the class with which it last passed the full threshold, or -1 (N).
     */
    @Kind("flexmatch")
    @Doc("FlexMatch: a lower threshold for each class of which fewer examples have passed so far.")
    record FlexMatch(
            @Doc("Threshold of the class of which most examples have passed, in [0, 1].") @Default("0.95")
            double value,

            @Doc(
                    "Whether thresholds are lower as long as most examples have not passed, so that early in the training all classes learn.")
            @Default("true")
            boolean warmUp)
            implements Threshold {
        public FlexMatch {
            new Checks().between("value", value, 0, 1).done();
        }

        @Override
        public double[] start(int classes, int examples) {
            return constant(examples, -1);
        }

        @Override
        public boolean[] pass(double[][] p, int[] rows, double[] state, boolean strict) {
            double[] thresholds = byClass(p.length == 0 ? 0 : p[0].length, state);
            boolean[] pass = new boolean[p.length];
            for (int i = 0; i < pass.length; i++) {
                int c = Ranks.largest(p[i]);
                pass[i] = p[i][c] >= thresholds[c];
                if (p[i][c] >= value) {
                    state[rows[i]] = c;
                }
            }
            return pass;
        }

        @Override
        public double[] byClass(int classes, double[] state) {
            double[] beta = learned(classes, state);
            return Arrays.stream(beta).map(each -> value * each / (2 - each)).toArray();
        }

        /** Returns beta (K): how much of each class has been learned. */
        double[] learned(int classes, double[] state) {
            double[] sigma = new double[classes];
            int none = 0;
            for (double each : state) {
                if (each < 0) {
                    none++;
                } else {
                    sigma[(int) each]++;
                }
            }
            double most = Math.max(Arrays.stream(sigma).max().orElse(0), warmUp ? none : 0);
            return Arrays.stream(sigma).map(each -> most == 0 ? 0 : each / most).toArray();
        }
    }

    /**
     * FreeMatch (arXiv 2205.07246): thresholds that follow the confidence of the network. The state is tau, then P (K), then h (K): moving
     * averages of the confidence, of the class probabilities and of the histogram of the most probable classes.
     */
    @Kind("freematch")
    @Doc(
            "FreeMatch: no threshold to set. That of a class is the moving average of the confidence, lowered for classes that are predicted"
                    + " less.")
    record FreeMatch(
            @Doc("Momentum of the moving averages, in [0, 1). They start from one divided by the number of classes.")
            @Default("0.999")
            double momentum,

            @Doc("Weight of the loss that keeps the predictions of classes in balance, at least 0.") @Default("0.01")
            double fairness)
            implements Threshold {
        public FreeMatch {
            new Checks()
                    .below("momentum", momentum, 0, 1)
                    .notNegative("fairness", fairness)
                    .done();
        }

        @Override
        public double[] start(int classes, int examples) {
            return constant(1 + 2 * classes, 1.0 / classes);
        }

        @Override
        public boolean[] pass(double[][] p, int[] rows, double[] state, boolean strict) {
            int batch = p.length;
            int classes = (state.length - 1) / 2;
            double[] mean = new double[state.length];
            for (double[] each : p) {
                int c = Ranks.largest(each);
                mean[0] += each[c] / batch;
                for (int k = 0; k < classes; k++) {
                    mean[1 + k] += each[k] / batch;
                }
                mean[1 + classes + c] += 1.0 / batch;
            }
            for (int i = 0; i < state.length; i++) {
                state[i] = momentum * state[i] + (1 - momentum) * mean[i];
            }
            double[] thresholds = byClass(classes, state);
            boolean[] pass = new boolean[batch];
            for (int i = 0; i < batch; i++) {
                int c = Ranks.largest(p[i]);
                pass[i] = p[i][c] >= thresholds[c];
            }
            return pass;
        }

        @Override
        public double[] byClass(int classes, double[] state) {
            double[] expected = Arrays.copyOfRange(state, 1, 1 + classes);
            double most = Arrays.stream(expected).max().orElseThrow();
            return Arrays.stream(expected).map(each -> state[0] * each / most).toArray();
        }

        @Override
        public double[] shares(int classes, double[] state) {
            double[] shares = new double[classes];
            for (int k = 0; k < classes; k++) {
                shares[k] = state[1 + k] / Math.max(state[1 + classes + k], 1e-12);
            }
            double sum = Arrays.stream(shares).sum();
            return Arrays.stream(shares).map(each -> each / sum).toArray();
        }
    }

    private static double[] constant(int size, double value) {
        double[] all = new double[size];
        Arrays.fill(all, value);
        return all;
    }
}
