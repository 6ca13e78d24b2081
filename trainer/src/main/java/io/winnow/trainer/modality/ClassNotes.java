package io.winnow.trainer.modality;

import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.Labels;
import java.util.List;
import java.util.Optional;

/** What a user should know about the classes of a data set, one sentence each. */
public final class ClassNotes {
    private ClassNotes() {}

    /**
     * Returns a note on classes without examples, if there are any.
     *
     * @param unit noun in the plural for the examples
     */
    public static Optional<String> missing(Dataset<?> items, String unit) {
        return missing(items.labels(), items.name(), unit);
    }

    /**
     * Returns a note on classes without examples, if there are any.
     *
     * @param name name of what has the labels
     * @param unit noun in the plural for the examples
     */
    public static Optional<String> missing(Labels labels, String name, String unit) {
        List<String> missing = labels.absent();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " has no " + unit + " of " + missing.size() + " of the "
                        + labels.classCount() + " classes (" + Shown.of(missing)
                        + "), so the evaluation covers only the others.");
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

    /** Returns a note on class names that differ only in case or blanks, if there are any. */
    public static Optional<String> alike(Dataset<?> items) {
        return ClassNames.alike(items.name(), items.labels().classNames());
    }
}
