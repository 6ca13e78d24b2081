package io.winnow.trainer.labelmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a teacher sees in an image: a line of {@link LabelMaps#LABELS}, which is a file of records with labels of several classes.
 *
 * @param key key of the image
 * @param labels the given labels, then the classes that the teacher sees besides
 * @param given the given labels; empty if there are none
 * @param agrees whether the teacher sees all given labels
 * @param givenShare the smallest share of a given label, by which doubtful images come first; empty if there are none
 * @param seen the classes that the teacher sees, those with the largest share first
 */
public record ImageLabels(
        String key,
        List<String> labels,
        List<String> given,
        boolean agrees,
        Optional<Double> givenShare,
        List<Seen> seen) {
    /**
     * A class that the teacher sees in an image.
     *
     * @param share mean over the places of the probability of the class
     * @param box the rectangle around the places with at least half of the largest probability of the class, in fractions of the image: top,
     *     left, bottom, right
     */
    public record Seen(String label, double share, List<Double> box) {
        public Seen {
            box = List.copyOf(box);
        }
    }

    public ImageLabels {
        labels = List.copyOf(labels);
        given = List.copyOf(given);
        seen = List.copyOf(seen);
    }

    /** Adds what a teacher sees to the given labels of an image. */
    static ImageLabels of(String key, List<String> given, Optional<Double> givenShare, List<Seen> seen) {
        List<String> found = seen.stream().map(Seen::label).toList();
        List<String> all = new ArrayList<>(given);
        found.stream().filter(label -> !given.contains(label)).forEach(all::add);
        return new ImageLabels(key, all, given, found.containsAll(given), givenShare, seen);
    }
}
