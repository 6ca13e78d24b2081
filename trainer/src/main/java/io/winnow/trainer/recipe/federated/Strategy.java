package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.federated.ExpertChoice;
import io.winnow.trainer.federated.PseudoLabelLoss;
import java.util.Optional;

/** What a client does in a round, and how its weights enter those of the server. */
@Doc("What a client does in a round, and how its weights enter those of the server.")
public sealed interface Strategy permits Strategy.FedAvg, Strategy.FedProx, Strategy.FedLabel {
    /** Weight mu of the term (mu/2) ||w - w_server||^2 of the loss of a client. */
    default double proximal() {
        return 0;
    }

    /** Federated averaging (arXiv 1602.05629). */
    @Kind("fedavg")
    @Doc("FedAvg: clients train on their labels, and the server averages their weights by numbers of labels.")
    record FedAvg() implements Strategy {}

    /** FedAvg with a proximal term (arXiv 1812.06127). */
    @Kind("fedprox")
    @Doc("FedProx: FedAvg whose clients are held near the weights of the server.")
    record FedProx(
            @Doc("Weight mu of the term (mu/2) ||w - w_server||^2 of the loss, at least 0.") @Default(FedProx.USUAL_MU)
            double mu)
            implements Strategy {
        /** The default of mu, which the rival {@code fedprox} has. */
        static final String USUAL_MU = "0.01";

        /** FedProx with the default of mu. */
        static FedProx usual() {
            return new FedProx(Double.parseDouble(USUAL_MU));
        }

        public FedProx {
            new Checks().notNegative("mu", mu).done();
        }

        @Override
        public double proximal() {
            return mu;
        }
    }

    /** FedLabel (arXiv 2307.08809). */
    @Kind("fedlabel")
    @Doc("FedLabel: clients also learn from their unlabelled examples. Each of these is labelled by the more "
            + "certain of two networks: that of the server, and one that the client has trained on its own labels.")
    record FedLabel(
            @Doc(
                    "joint: the client learns from labels and pseudo-labels together, and sends one network, as with FedAvg. published: it sends a"
                            + " network trained on labels and one trained on pseudo-labels alone, as in the authors' code.")
            @Default("joint")
            Form form,

            @Doc("An example gets a pseudo-label if the largest probability is above this threshold, in [0, 1].")
            @Default("0.8")
            double threshold,

            @Doc("Number of rounds at the beginning without pseudo-labels, at least 0.") @Default("15")
            int burnIn,

            @Doc("What measures how certain a network is of an example. variance: the variance of its probabilities; "
                    + "entropy: the inverse of their entropy.")
            @Default("variance")
            ExpertChoice.Score score,

            @Doc(
                    "Network that gives the pseudo-labels. both: the more certain one of the local network and that of the server (global); local or"
                            + " global: this one alone; learner: the network in training itself, as in FixMatch.")
            @Default("both")
            Experts experts,

            @Doc(
                    "Where the local and the global network give the same label, the network in training (learner) is kept near "
                            + "the predictions of one of them. other: the less certain one; local: the local one, as in the authors' code.")
            @Default("other")
            PseudoLabelLoss.Target consistency,

            @Doc("Weight of the divergence of the learner from the predictions that consistency names, at least 0.")
            @Default("0.05")
            double consistencyWeight,

            @Doc(
                    "Weight of the mean square of the difference between learner and server, summed over the tensors, at least 0. By default 10 with"
                            + " form published, and 0 with joint.")
            Optional<Double> pull)
            implements Strategy {
        /** The published weight of the pull. */
        private static final double PUBLISHED_PULL = 10;

        public FedLabel {
            new Checks()
                    .between("threshold", threshold, 0, 1)
                    .notNegative("burn_in", burnIn)
                    .notNegative("consistency_weight", consistencyWeight)
                    .notNegative("pull", pull.orElse(0.0))
                    .done();
        }

        boolean isPublished() {
            return form == Form.PUBLISHED;
        }

        double pulls() {
            return pull.orElse(isPublished() ? PUBLISHED_PULL : 0);
        }

        /** Whether a network is trained on the labels alone. */
        boolean needsLocal() {
            return isPublished() || experts == Experts.BOTH || experts == Experts.LOCAL;
        }
    }

    /** What a client of FedLabel trains and sends. */
    enum Form {
        /** One network, on labels and pseudo-labels. */
        JOINT,
        /** Two networks, one on labels and one on pseudo-labels. */
        PUBLISHED
    }

    /** Who gives pseudo-labels. */
    enum Experts {
        /** The more certain one of the local and the global network. */
        BOTH,
        /** The network that was trained on the labels of the client. */
        LOCAL,
        /** The network of the server. */
        GLOBAL,
        /** The network in training. */
        LEARNER
    }
}
