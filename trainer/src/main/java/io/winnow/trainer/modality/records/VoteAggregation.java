package io.winnow.trainer.modality.records;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.TruthAlgorithm;
import io.winnow.datasets.truth.TruthChoice;
import io.winnow.datasets.truth.TruthEstimate;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.UserException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the votes on an example become what is learned (truth-inference.md). */
@Doc("How the votes on an example are combined into the label that is learned.")
record VoteAggregation(
        @Doc(
                "How the votes on an example are combined into the label that is learned. shares: the share of each class among the votes. All others estimate how reliable each"
                        + " annotator is, on the training examples, and give the probability of each class: weighted votes (wawa,"
                        + " zero_based, iwmv), one accuracy for each annotator (one_coin, also known as ZenCrowd; one_coin_prior;"
                        + " streaming), a confusion matrix for each (dawid_skene, ibcc, ebcc), abilities and difficulties (glad), knowing"
                        + " or guessing (mace, mace_em), or weighted averages (bwa). auto takes the one of one_coin, dawid_skene, glad,"
                        + " mace and ibcc that best predicts votes that were hidden from it.")
        @Default("shares")
        Aggregation aggregate,

        @Doc(
                "Whether the probabilities of the classes are learned. If false, the most probable class is; of several, the first one.")
        @Default("true")
        boolean soft) {
    /** How votes become a distribution. */
    enum Aggregation {
        /** The share of each class among the votes. */
        SHARES,
        /** The method that predicts hidden votes best. */
        AUTO,
        WAWA,
        ZERO_BASED,
        IWMV,
        ONE_COIN,
        ONE_COIN_PRIOR,
        DAWID_SKENE,
        GLAD,
        MACE,
        MACE_EM,
        BWA,
        IBCC,
        EBCC,
        STREAMING;

        /** Returns the method of truth inference of this name. */
        private TruthAlgorithm algorithm(AnswerTable answers) {
            return switch (this) {
                case SHARES -> TruthAlgorithm.MAJORITY;
                case AUTO -> TruthChoice.of(answers).best();
                default -> TruthAlgorithm.valueOf(name());
            };
        }
    }

    /** Returns the kind of labels that {@link #of} makes of votes. */
    Class<? extends Labels> given() {
        if (!soft) {
            return ClassLabels.class;
        }
        return aggregate == Aggregation.SHARES ? VoteLabels.class : SoftLabels.class;
    }

    /**
     * Aggregates the votes on the training examples.
     *
     * @param votes at least one for each example, if probabilities are not learned
     * @throws UserException if it is not known who voted and the method needs that
     */
    Labels of(VoteLabels votes) {
        if (soft && aggregate == Aggregation.SHARES) {
            return votes;
        }
        if (aggregate != Aggregation.SHARES && votes.annotators().isEmpty()) {
            throw new UserException(
                    "data.labels.*.aggregate: " + aggregate.name().toLowerCase(Locale.ROOT)
                            + " needs to know who voted, but the votes have no annotators. Name their column with annotator, or use"
                            + " aggregate: shares.");
        }
        AnswerTable answers = table(votes);
        TruthEstimate estimate = aggregate.algorithm(answers).method().infer(answers);
        return soft ? distributions(estimate, votes) : classes(estimate, votes);
    }

    private static AnswerTable table(VoteLabels votes) {
        boolean named = !votes.annotators().isEmpty();
        int most = IntStream.range(0, votes.size())
                .map(i -> votes.votes()[i].length)
                .max()
                .orElse(0);
        return AnswerTable.of(new Annotations(
                Collections.nCopies(votes.size(), ""),
                named ? votes.annotators() : Collections.nCopies(most, ""),
                votes.classNames(),
                named
                        ? votes.voters()
                        : IntStream.range(0, votes.size())
                                .mapToObj(i -> IntStream.range(0, votes.votes()[i].length)
                                        .toArray())
                                .toArray(int[][]::new),
                votes.votes()));
    }

    private static SoftLabels distributions(TruthEstimate estimate, VoteLabels votes) {
        int[][] classes = new int[votes.size()][];
        double[][] shares = new double[votes.size()][];
        for (int i = 0; i < classes.length; i++) {
            double[] posterior = estimate.posterior()[i];
            classes[i] = IntStream.range(0, posterior.length)
                    .filter(c -> posterior[c] > 0)
                    .toArray();
            shares[i] = IntStream.of(classes[i]).mapToDouble(c -> posterior[c]).toArray();
        }
        return new SoftLabels(classes, shares, votes.classNames());
    }

    private static ClassLabels classes(TruthEstimate estimate, VoteLabels votes) {
        Optional<Integer> empty = IntStream.range(0, votes.size())
                .filter(i -> !votes.known(i))
                .boxed()
                .findFirst();
        empty.ifPresent(i -> {
            throw new IllegalStateException("Training example " + i + " has no votes.");
        });
        return new ClassLabels(
                IntStream.range(0, votes.size()).map(estimate::label).toArray(), votes.classNames());
    }
}
