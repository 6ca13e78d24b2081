package io.winnow.trainer.report;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.evaluate.Ranks;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The label of one item, whatever its kind. */
final class GivenLabel {
    private static final int[] NONE = {};
    private static final String BETWEEN = " | ";

    private GivenLabel() {}

    /** Returns the classes that an item has: those of which a distribution or votes have most, and all of a set. */
    static int[] classes(Labels labels, int item) {
        if (!labels.known(item)) {
            return NONE;
        } else if (labels instanceof ClassLabels single) {
            return new int[] {single.classes()[item]};
        } else if (labels instanceof ClassSets sets) {
            return sets.positives()[item];
        } else if (labels instanceof OrdinalLabels ordinal) {
            return new int[] {ordinal.levels()[item]};
        } else if (labels instanceof SoftLabels soft) {
            return new int[] {Ranks.largest(soft.distribution(item))};
        } else if (labels instanceof VoteLabels votes) {
            return new int[] {Ranks.largest(votes.distribution(item))};
        }
        return NONE;
    }

    /** Returns the label as people are shown it; empty if it is not known. */
    static String text(Labels labels, int item) {
        if (!labels.known(item)) {
            return "";
        } else if (labels instanceof NumberLabels numbers) {
            return Arrays.toString(numbers.values()[item]);
        } else if (labels instanceof ExcludedLabels) {
            return LabelText.of(labels, item);
        } else if (labels instanceof CandidateLabels candidates) {
            return names(labels, candidates.candidates()[item]);
        }
        return names(labels, classes(labels, item));
    }

    /** Returns a text that is equal for equal labels only: of distributions and votes, all shares, and of sets, what is known of each class. */
    static String whole(Labels labels, int item) {
        if (!labels.known(item)) {
            return "";
        } else if (labels instanceof ClassSets sets) {
            int[] states = sets.states(item);
            boolean open = Arrays.stream(states).anyMatch(state -> state == ClassSets.UNKNOWN);
            int[] excluded = IntStream.range(0, states.length)
                    .filter(k -> open && states[k] == ClassSets.NEGATIVE)
                    .toArray();
            return text(labels, item) + (open ? BETWEEN + "not " + names(labels, excluded) : "");
        } else if (labels instanceof SoftLabels soft) {
            return shares(labels, soft.distribution(item));
        } else if (labels instanceof VoteLabels votes) {
            return shares(labels, votes.distribution(item)) + BETWEEN + votes.votes()[item].length;
        }
        return text(labels, item);
    }

    private static String shares(Labels labels, double[] shares) {
        return IntStream.range(0, shares.length)
                .filter(k -> shares[k] > 0)
                .mapToObj(k -> labels.classNames().get(k) + " " + shares[k])
                .sorted()
                .collect(Collectors.joining(BETWEEN));
    }

    private static String names(Labels labels, int[] classes) {
        return Arrays.stream(classes)
                .sorted()
                .mapToObj(labels.classNames()::get)
                .collect(Collectors.joining(BETWEEN));
    }
}
