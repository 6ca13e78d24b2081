package io.winnow.trainer.vision;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.label.ClassNames;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Numbers the classes of a set of images by the names that training gave to the numbers. */
public final class SameClasses {
    /** Names in a message; a data set may have thousands of classes. */
    private static final int SHOWN = 5;

    private SameClasses() {}

    /**
     * The images, with each class under the number of its name in training. They may lack some of the classes.
     *
     * @param names of the classes in training, by number; where there are none, or the images have no labels, nothing is changed
     * @param owner what has these names, for messages
     * @return closing it closes {@code images}
     * @throws UserException when an image has a class that is unknown in training
     */
    public static ImageDataset of(ImageDataset images, List<String> names, String owner) {
        List<String> own = images.labels().classNames();
        if (names.isEmpty() || own.isEmpty() || own.equals(names)) {
            return images;
        }
        Map<String, Integer> byName = new HashMap<>();
        for (int k = 0; k < names.size(); k++) {
            if (byName.put(names.get(k), k) != null) {
                throw new UserException(owner + " has two classes with the name '" + names.get(k)
                        + "', so the classes of " + images.name()
                        + ", which come in another order, cannot be told apart. Give each class a name of its own.");
            }
        }
        boolean[] present = images.labels().present();
        int[] numbers = new int[own.size()];
        List<String> unknown = new ArrayList<>();
        for (int k = 0; k < numbers.length; k++) {
            Optional<Integer> number = Optional.ofNullable(byName.get(own.get(k)));
            numbers[k] = number.orElse(-1);
            if (present[k] && number.isEmpty()) {
                unknown.add(own.get(k));
            }
        }
        if (!unknown.isEmpty()) {
            throw unknown(images.name(), own, unknown, names, owner);
        }
        return new RelabelledImages(images, images.labels().renumber(numbers, names));
    }

    private static UserException unknown(
            String name, List<String> own, List<String> unknown, List<String> names, String owner) {
        String near = unknown.stream()
                .limit(SHOWN)
                .flatMap(each -> Names.nearest(each, names).stream()
                        .map(known -> "'" + each + "' may be what " + owner + " calls '" + known + "'"))
                .collect(Collectors.joining("; "));
        boolean numbered = SameClasses.numbered(own) != SameClasses.numbered(names);
        return new UserException(name + " has images of " + count(unknown.size(), "class", "classes") + " that "
                + owner + " lacks: " + ClassNames.shown(unknown) + ". Classes are matched by name, and " + owner
                + " has "
                + count(names.size(), "class", "classes") + ": " + ClassNames.shown(names) + ". "
                + (near.isEmpty() ? "" : near + ". ")
                + (numbered
                        ? "One of the two has numbers in place of names; for shards, put the same classes.txt beside both."
                        : "Rename these classes, or take their images out of " + name + "."));
    }

    private static boolean numbered(List<String> names) {
        return names.stream().allMatch(name -> name.matches("\\d+"));
    }

    /** What is to be said of classes without an image, if there are any. */
    public static Optional<String> missing(ImageDataset images) {
        List<String> names = images.labels().classNames();
        boolean[] present = images.labels().present();
        List<String> missing = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (!present[k]) {
                missing.add(names.get(k));
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(images.name() + " has no images of " + missing.size() + " of the " + names.size()
                        + " classes (" + ClassNames.shown(missing) + "); it is evaluated on the others.");
    }

    /** What is to be said of class names that differ in case or blanks alone, if there are any. */
    static Optional<String> alike(ImageDataset images) {
        return ClassNames.alike(images.labels().classNames())
                .map(alike -> images.name() + " has classes that differ in case or blanks alone: " + alike
                        + ". They count as different classes.");
    }

    private static String count(int count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }
}
