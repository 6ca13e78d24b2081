package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.evaluate.PseudoLabelCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of pseudo-labels: how many there were, how many passed the threshold, of which classes, and how many were right where the truth is
 * known. A class that takes all pseudo-labels, a collapse that the loss does not show, shows here.
 */
final class PseudoLabelCounts {
    static final String PASSED = "passed_share";
    private static final String LEAST = "least_class_share";
    private static final String MOST = "most_class_share";
    private static final String ACCURACY = "accuracy";
    static final String PASSED_ACCURACY = "passed_accuracy";

    /** Places in the numbers, before those of the classes. */
    private static final int SEEN = 0;

    private static final int KNOWN = 1;
    private static final int RIGHT = 2;
    private static final int KNOWN_PASSED = 3;
    private static final int PASSED_RIGHT = 4;
    private static final int CLASSES = 5;

    private final double[] numbers;
    private final Optional<PseudoLabelCheck> check;

    /** @param numbers the counts, which are changed; as many as {@link #size} */
    PseudoLabelCounts(double[] numbers, Optional<PseudoLabelCheck> check) {
        this.numbers = numbers;
        this.check = check;
    }

    static int size(int classes) {
        return CLASSES + classes;
    }

    double[] numbers() {
        return numbers;
    }

    /**
     * Adds pseudo-labels.
     *
     * @param rows positions of the examples among the unlabelled ones (B)
     */
    void add(int[] rows, int[] classes, boolean[] passed) {
        numbers[SEEN] += rows.length;
        for (int i = 0; i < rows.length; i++) {
            numbers[CLASSES + classes[i]] += passed[i] ? 1 : 0;
        }
        check.map(each -> each.of(rows, classes, passed)).ifPresent(counts -> {
            numbers[KNOWN] += counts.known();
            numbers[RIGHT] += counts.right();
            numbers[KNOWN_PASSED] += counts.passed();
            numbers[PASSED_RIGHT] += counts.passedRight();
        });
    }

    /** Returns the names of the metrics. */
    static List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : List.of(PASSED, LEAST, MOST, ACCURACY, PASSED_ACCURACY)) {
            names.add(prefix + name);
        }
        return names;
    }

    /** Returns the metrics, without those that are undefined. Shares of classes are those of the pseudo-labels that passed. */
    Map<String, Double> metrics(String prefix) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        double[] byClass = Arrays.copyOfRange(numbers, CLASSES, numbers.length);
        double passed = Arrays.stream(byClass).sum();
        put(metrics, prefix + PASSED, passed, numbers[SEEN]);
        put(metrics, prefix + LEAST, Arrays.stream(byClass).min().orElse(0), passed);
        put(metrics, prefix + MOST, Arrays.stream(byClass).max().orElse(0), passed);
        put(metrics, prefix + ACCURACY, numbers[RIGHT], numbers[KNOWN]);
        put(metrics, prefix + PASSED_ACCURACY, numbers[PASSED_RIGHT], numbers[KNOWN_PASSED]);
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double part, double whole) {
        if (whole > 0) {
            metrics.put(name, part / whole);
        }
    }
}
