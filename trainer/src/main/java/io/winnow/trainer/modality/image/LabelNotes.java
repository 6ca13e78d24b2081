package io.winnow.trainer.modality.image;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.NoLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a user should know about the labels of images, one sentence each. */
public final class LabelNotes {
    /** Largest number of keys or classes that a sentence lists. */
    private static final int SHOWN = 5;

    private LabelNotes() {}

    /** Returns a note on images that are left out because a label file has a gap instead of their label, if there are any. */
    static Optional<String> gaps(int[] gaps, Examples all, Path file) {
        String why = "label in " + file + " is empty or a gap such as NA";
        return leftOut(gaps, all, "its " + why, "their " + why);
    }

    /** Returns a note on images that are left out because a label file has no record of them, if there are any. */
    static Optional<String> withoutRecord(int[] missing, Examples all, Path file) {
        return leftOut(missing, all, "it has no record in " + file, "they have no record in " + file);
    }

    private static Optional<String> leftOut(int[] examples, Examples all, String whyOne, String whySeveral) {
        return examples.length == 0
                ? Optional.empty()
                : Optional.of(Plural.of(
                                examples.length,
                                "image of " + all.name() + " is left out, because " + whyOne,
                                "images of " + all.name() + " are left out, because " + whySeveral)
                        + " (" + shown(examples, all) + ").");
    }

    /** Returns the first keys of some examples. */
    static String shown(int[] examples, Examples all) {
        return Arrays.stream(examples).limit(SHOWN).mapToObj(all.key()).collect(Collectors.joining(", "))
                + (examples.length > SHOWN ? ", .." : "");
    }

    /** Returns a note on labels of test images that a file has in vain, if there are any. */
    static Optional<String> ignored(int count, Path file) {
        return count == 0
                ? Optional.empty()
                : Optional.of(Plural.of(count, "record of a test image is", "records of test images are")
                        + " ignored in " + file + ", because the test images have labels of their own.");
    }

    /**
     * Returns notes on the meaning of the labels in a file.
     *
     * @param own whether the labels are classes of the data set, as opposed to those of the file
     */
    static List<String> meaning(Path file, GivenNames names, List<String> classNames, ImageDataset train, boolean own) {
        List<String> notes = new ArrayList<>();
        int reals = names.reals(classNames);
        if (reals > 0) {
            notes.add(Plural.of(reals, "label is", "labels are") + " written as a decimal number, such as 1.0, in "
                    + file + " and read as a whole number, such as 1.");
        }
        if (own && names.areNumbers(classNames)) {
            notes.add("The labels of " + file + " are numbers. They are read as the numbers of the classes of "
                    + train.name() + ": "
                    + IntStream.range(0, Math.min(SHOWN, classNames.size()))
                            .mapToObj(k -> k + " is " + classNames.get(k))
                            .collect(Collectors.joining(", "))
                    + (classNames.size() > SHOWN ? ", .." : "") + ".");
        }
        if (!own) {
            notes.add("The " + classNames.size() + " classes are those of " + file + " (" + Shown.of(classNames)
                    + "). There are no true labels to compare them with"
                    + (train.labels() instanceof NoLabels
                            ? "."
                            : "; the own labels of " + train.name() + " ("
                                    + Shown.of(train.labels().classNames()) + ") are ignored."));
        }
        return notes;
    }
}
