package io.winnow.trainer.runpage;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.target.Target;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Labels and predictions as short texts that are equal if and only if they agree: the classes of a set in the order of their numbers, and of a
 * distribution or of votes only the class with the largest share.
 */
final class ShortLabel {
    private ShortLabel() {}

    /** Returns the label of an example; empty if it is not known. */
    static String of(Labels labels, int example) {
        if (!labels.known(example)) {
            return "";
        } else if (labels instanceof ClassSets sets) {
            return joined(IntStream.of(sets.positives()[example]), labels.classNames());
        } else if (ofOneClass(labels)) {
            return labels.classNames().get(oneClass(labels, example));
        }
        return LabelText.of(labels, example);
    }

    /** Whether labels name one class for each example, at least as the one with the largest share. */
    static boolean ofOneClass(Labels labels) {
        return labels instanceof ClassLabels || labels instanceof SoftLabels || labels instanceof VoteLabels;
    }

    /** Returns the class of an example whose label is known: of a distribution or of votes, the class with the largest share. */
    static int oneClass(Labels labels, int example) {
        if (labels instanceof ClassLabels single) {
            return single.classes()[example];
        } else if (labels instanceof SoftLabels soft) {
            return Ranks.largest(soft.distribution(example));
        } else if (labels instanceof VoteLabels votes) {
            return Ranks.largest(votes.distribution(example));
        }
        throw new IllegalArgumentException(labels.getClass() + " do not name one class.");
    }

    /** Returns what a prediction (P) decides for; empty if predictions are numbers. */
    static String of(Target target, float[] prediction) {
        List<String> decided = target.labels(prediction);
        return decided.size() < 2
                ? String.join("", decided)
                : joined(decided.stream().mapToInt(target.names()::indexOf), target.names());
    }

    private static String joined(IntStream numbers, List<String> names) {
        return numbers.sorted().mapToObj(names::get).collect(Collectors.joining(LabelText.SEPARATOR));
    }
}
