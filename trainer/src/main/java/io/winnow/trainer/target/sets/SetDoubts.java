package io.winnow.trainer.target.sets;

import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is wrong with judging or tuning by label sets of which no class is known to be absent, or none to be present: every ranking is perfect. */
final class SetDoubts {
    private SetDoubts() {}

    /**
     * Returns what a reader of the metrics should know, one sentence each.
     *
     * @param test labels of the test examples
     * @param validation labels of the validation examples; empty if there are none
     * @param expected whether a threshold is chosen by an expected number of classes rather than by these labels
     * @param unit noun in the plural for the examples
     */
    static List<String> of(Labels test, Optional<Labels> validation, boolean expected, String unit) {
        List<String> doubts = new ArrayList<>();
        if (test instanceof ClassSets sets) {
            judging(sets, unit).ifPresent(doubts::add);
        }
        if (!expected && validation.isPresent() && validation.get() instanceof ClassSets sets) {
            tuning(sets, unit).ifPresent(doubts::add);
        }
        return doubts;
    }

    private static Optional<String> tuning(ClassSets validation, String unit) {
        if (canTune(validation)) {
            return Optional.empty();
        }
        boolean positive = hasPositives(validation);
        return Optional.of("No thresholds were chosen, because none of the validation " + unit + " is known to "
                + (positive ? "lack" : "have")
                + " any class. Set classify.expected_labels to the number of classes that one of the " + unit
                + " has on average, or use validation " + unit + " of which all classes are known.");
    }

    /** Whether thresholds can be chosen by the largest F1: some pair must be positive and some negative. */
    static boolean canTune(ClassSets validation) {
        return hasPositives(validation) && validation.hasNegatives();
    }

    private static boolean hasPositives(ClassSets labels) {
        return Arrays.stream(labels.positives()).anyMatch(own -> own.length > 0);
    }

    private static Optional<String> judging(ClassSets test, String unit) {
        if (!test.hasNegatives()) {
            return Optional.of("None of the test " + unit
                    + " is known to lack any class, so that precision and average precision are 1 whatever is predicted:"
                    + " these metrics say nothing. Use test " + unit + " of which all classes are known.");
        }
        int[] known = test.knownCounts();
        double[] positives = test.counts();
        List<String> unopposed = IntStream.range(0, known.length)
                .filter(c -> known[c] > 0 && positives[c] == known[c])
                .mapToObj(test.classNames()::get)
                .toList();
        return unopposed.isEmpty()
                ? Optional.empty()
                : Optional.of("None of the test " + unit + " is known to lack " + Shown.of(unopposed)
                        + ", so that the average precision of "
                        + (unopposed.size() == 1 ? "this class" : "each of them")
                        + " is 1 whatever is predicted; mAP contains it.");
    }
}
