package io.winnow.trainer.modality;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.split.FewShot;
import io.winnow.datasets.split.Strata;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;

/** Withholds the labels of all but a few examples of each class, for experiments. */
public final class FewLabels {
    private FewLabels() {}

    /**
     * Draws the examples that keep their label: as many of each class, or all of a class that has fewer. The draw depends on keys and seed
     * only.
     *
     * @param labels labels of all examples (N)
     * @param keys keys of all examples (N)
     * @param examples the examples to draw from, ascending
     * @return the drawn examples, ascending
     * @throws UserException if two examples have the same key
     */
    public static int[] draw(ClassLabels labels, List<String> keys, int[] examples, int perClass, long seed) {
        ClassLabels own = labels.select(examples);
        try {
            FewShot drawn = FewShot.draw(
                    Arrays.stream(examples).mapToObj(keys::get).toList(),
                    Strata.classes(own.classes(), own.classNames()),
                    perClass,
                    seed);
            return Arrays.stream(drawn.items()).map(i -> examples[i]).toArray();
        } catch (DataException e) {
            throw new UserException(
                    "The examples that keep their label (labels_per_class) cannot be drawn. " + e.getMessage(), e);
        }
    }

    /** Returns the examples whose label is withheld: those of {@code examples} that are not among {@code drawn}, which are both ascending. */
    public static UnlabelledExamples withheld(ClassLabels labels, int[] examples, int[] drawn) {
        int[] others = Arrays.stream(examples)
                .filter(example -> Arrays.binarySearch(drawn, example) < 0)
                .toArray();
        return new UnlabelledExamples(
                others, Arrays.stream(others).map(i -> labels.classes()[i]).toArray());
    }
}
