package io.winnow.trainer.modality;

import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.Gaps;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import java.util.List;
import java.util.Optional;

/** What a user should know about the classes of a data set, one sentence each. */
public final class ClassNotes {
    private ClassNotes() {}

    /**
     * Returns a note on classes without test examples, if there are any. Where test examples are held out, others of the same name may have them.
     *
     * @param unit noun in the plural for the examples
     */
    public static Optional<String> missing(Dataset<?> test, String unit) {
        return missing(test.labels(), "The test " + unit + " of " + test.name() + " include none");
    }

    /**
     * Returns a note on classes without examples, if there are any.
     *
     * @param name name of what has the labels
     * @param unit noun in the plural for the examples
     */
    public static Optional<String> missing(Labels labels, String name, String unit) {
        return missing(labels, name + " has no " + unit);
    }

    private static Optional<String> missing(Labels labels, String without) {
        List<String> missing = labels.absent();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(without + " of " + missing.size() + " of the "
                        + labels.classCount() + " classes (" + Shown.of(missing)
                        + "), so "
                        + (labels instanceof ClassSets ? "means over the classes cover" : "the evaluation covers")
                        + " only the others.");
    }

    /**
     * Returns a note on classes that only other data than the training examples have, if there are any.
     *
     * @param given the given labels of the training examples in use
     * @param unit noun in the plural for the examples
     */
    public static Optional<String> unlearned(Labels given, String unit) {
        List<String> absent = given.absent();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The training " + unit + " include none of " + absent.size() + " of the " + given.classCount()
                                + " classes (" + Shown.of(absent) + "), so these are not learned from labels.");
    }

    /**
     * Returns a note on classes that probably stand for examples without a label, if there are any.
     *
     * @param remedy what to do about it, before the name of the class
     */
    public static Optional<String> unlabelled(Labels given, String unit, String remedy) {
        return given.classNames().stream()
                .filter(Gaps::looksUnlabelled)
                .findFirst()
                .map(name -> "There is a class '" + name + "'. If these are " + unit + " without a label, set " + remedy
                        + name + ".");
    }

    /** Returns a note on class names that differ only in case or blanks, if there are any. */
    public static Optional<String> alike(Dataset<?> items) {
        return ClassNames.alike(items.name(), items.labels().classNames());
    }
}
