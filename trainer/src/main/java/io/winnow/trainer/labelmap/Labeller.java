package io.winnow.trainer.labelmap;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the classes that a teacher sees in an image by its label map.
 *
 * @param classes names of the classes (C)
 * @param share least share of the places that a class must have
 * @param temperature logits are divided by it before they become probabilities
 */
record Labeller(List<String> classes, double share, double temperature) {
    private static final double OF_PEAK = 0.5;

    /**
     * Returns the labels of an image: those that are given, and the classes with a large enough share, at least the one with the largest.
     *
     * @param given names of the given labels
     */
    ImageLabels of(String key, List<String> given, LabelMap map) {
        LabelMap probabilities = map.probabilities(temperature);
        double[] means = probabilities.mean();
        float[] shares = new float[classes.size()];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = (float) means[c];
        }
        List<ImageLabels.Seen> seen = new ArrayList<>();
        for (int c : Ranks.descending(shares)) {
            if (seen.isEmpty() || shares[c] >= share) {
                seen.add(new ImageLabels.Seen(classes.get(c), shares[c], box(probabilities.of(c), map)));
            }
        }
        Optional<Double> least = given.stream()
                .map(label -> (double) shares[classes.indexOf(label)])
                .min(Double::compare);
        return ImageLabels.of(key, given, least, seen);
    }

    private static List<Double> box(double[] probabilities, LabelMap map) {
        double peak = Arrays.stream(probabilities).max().orElse(0);
        int top = map.height();
        int left = map.width();
        int bottom = 0;
        int right = 0;
        for (int place = 0; place < probabilities.length; place++) {
            if (probabilities[place] >= OF_PEAK * peak) {
                top = Math.min(top, place / map.width());
                bottom = Math.max(bottom, place / map.width() + 1);
                left = Math.min(left, place % map.width());
                right = Math.max(right, place % map.width() + 1);
            }
        }
        return List.of(
                (double) top / map.height(),
                (double) left / map.width(),
                (double) bottom / map.height(),
                (double) right / map.width());
    }

    /** Returns the names of the given labels of an image. */
    static List<String> given(Labels labels, int example) {
        if (!labels.known(example)) {
            return List.of();
        } else if (labels instanceof ClassLabels single) {
            return List.of(single.classNames().get(single.classes()[example]));
        } else if (labels instanceof ClassSets sets) {
            return Arrays.stream(sets.positives()[example])
                    .mapToObj(sets.classNames()::get)
                    .toList();
        }
        return List.of();
    }
}
