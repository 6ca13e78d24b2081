package io.winnow.trainer.recipe.recommend;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/**
 * What is learned from the items that a user chose (voted for) and from others. The score of user u and item i is {@code x = U_u . V_i}, and
 * {@code p = sigmoid(x)} is the probability that u likes i.
 */
@Doc(
        "What is learned from the items that a user chose and from items that she did not. learning_rate and decay belong together: the decay"
                + " works on all users and items in each batch, whose gradients are summed, so that another batch_size needs another decay (half"
                + " the batch, half the decay). Choose both by validation for each loss.")
public sealed interface VoteLoss {
    /** Name in results. */
    default String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }

    double learningRate();

    double decay();

    /** Returns the decay of the factors of the noise; 0 if the loss has no such factors. */
    default double noiseDecay() {
        return 0;
    }

    /** Returns whether the loss has factors P and Q of the noise. */
    default boolean hasNoise() {
        return false;
    }

    /** Returns whether the loss compares a chosen item with another one, rather than judging each of them by itself. */
    default boolean isPairwise() {
        return false;
    }

    /**
     * Computes by how much a pair of a user and an item moves its scores upwards.
     *
     * @param voted whether the user chose the item
     * @param x score of the item; for a pairwise loss, by how much it exceeds that of the other item
     * @param g {@code P_u . Q_i}; ignored if the loss has no noise
     * @param out receives the coefficients of x and of g
     */
    void coefficients(boolean voted, double x, double g, double[] out);

    /** Computes {@code 1 / (1 + exp(-x))}. It is exact in the tails as well: {@code 1 - sigmoid(x)} is {@code sigmoid(-x)}. */
    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static void check(double learningRate, double decay, double noiseDecay) {
        new Checks()
                .positive("learning_rate", learningRate)
                .notNegative("decay", decay)
                .notNegative("noise_decay", noiseDecay)
                .that(
                        learningRate * Math.max(decay, noiseDecay) < 1,
                        "learning_rate",
                        "times decay must be below 1: a batch would take away more than there is; found " + learningRate
                                + " times " + Math.max(decay, noiseDecay))
                .done();
    }

    /** Bayesian personalised ranking: {@code ln sigmoid(x_ui - x_uj)}. */
    @Kind("bpr")
    @Doc("Bayesian personalised ranking: a chosen item should score higher than another one.")
    record Bpr(
            @Doc("Learning rate of the first epoch.") @Default("0.05")
            double learningRate,

            @Doc("Decay of all factors: learning_rate * decay is what a batch takes away of them.") @Default("1")
            double decay)
            implements VoteLoss {
        public Bpr {
            check(learningRate, decay, 0);
        }

        @Override
        public boolean isPairwise() {
            return true;
        }

        @Override
        public void coefficients(boolean voted, double x, double g, double[] out) {
            out[0] = sigmoid(-x);
            out[1] = 0;
        }
    }

    /** Bayesian point-wise optimisation: logistic regression of votes against non-votes; NBPO without noise. */
    @Kind("bpo")
    @Doc("Bayesian point-wise optimisation: logistic regression of chosen items against others.")
    record Bpo(
            @Doc("Learning rate of the first epoch.") @Default("0.05")
            double learningRate,

            @Doc("Decay of all factors: learning_rate * decay is what a batch takes away of them.") @Default("1")
            double decay)
            implements VoteLoss {
        public Bpo {
            check(learningRate, decay, 0);
        }

        @Override
        public void coefficients(boolean voted, double x, double g, double[] out) {
            out[0] = voted ? sigmoid(-x) : -sigmoid(x);
            out[1] = 0;
        }
    }

    /**
     * Noisy-label robust BPO. A liked item goes without a vote with the probability {@code gamma = sigmoid(g)}; so P(voted) = (1 - gamma) p
     * and P(not voted) = (1 - p) + gamma p.
     */
    @Kind("nbpo")
    @Doc(
            "Noisy-label robust BPO: also learns the probability with which an item goes unchosen although the user likes it.")
    record Nbpo(
            @Doc("Learning rate of the first epoch.") @Default("0.05")
            double learningRate,

            @Doc("Decay of the factors of the score: learning_rate * decay is what a batch takes away of them.")
            @Default("1")
            double decay,

            @Doc("Decay of the factors of the noise.") @Default("5")
            double noiseDecay,

            @Doc("Gradient: surrogate (the paper's), log_likelihood or likelihood.") @Default("surrogate")
            Gradient gradient)
            implements VoteLoss {
        public Nbpo {
            check(learningRate, decay, noiseDecay);
        }

        /** Which ascent direction is used. */
        public enum Gradient {
            /** The method's: in the gradient of the likelihood, the derivative of a probability is replaced by that of its logarithm. */
            SURROGATE,
            /** The gradient of the log-likelihood (NBPO-o). */
            LOG_LIKELIHOOD,
            /** The gradient of the likelihood (NBPO-s), which vanishes where p or gamma saturates. */
            LIKELIHOOD
        }

        @Override
        public boolean hasNoise() {
            return true;
        }

        @Override
        public void coefficients(boolean voted, double x, double g, double[] out) {
            double p = sigmoid(x);
            double not = sigmoid(-x);
            double gamma = sigmoid(g);
            double shown = sigmoid(-g);
            switch (gradient) {
                case SURROGATE -> {
                    out[0] = voted ? shown * not : gamma * not - p;
                    out[1] = voted ? -gamma * p : shown * p;
                }
                case LOG_LIKELIHOOD -> {
                    double unvoted = not + gamma * p;
                    out[0] = voted ? not : -shown * p * not / unvoted;
                    out[1] = voted ? -gamma : gamma * shown * p / unvoted;
                }
                case LIKELIHOOD -> {
                    double sign = voted ? 1 : -1;
                    out[0] = sign * shown * p * not;
                    out[1] = -sign * gamma * shown * p;
                }
            }
        }
    }
}
