package io.winnow.trainer.modality;

import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassNames;
import java.util.ArrayList;
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
        List<String> names = items.labels().classNames();
        boolean[] present = items.labels().present();
        List<String> missing = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            if (!present[k]) {
                missing.add(names.get(k));
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(items.name() + " has no " + unit + " of " + missing.size() + " of the " + names.size()
                        + " classes (" + Shown.of(missing) + "), so the evaluation covers only the others.");
    }

    /** Returns a note on class names that differ only in case or blanks, if there are any. */
    public static Optional<String> alike(Dataset<?> items) {
        return ClassNames.alike(items.name(), items.labels().classNames());
    }
}
