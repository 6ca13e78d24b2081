package io.winnow.trainer.recipe.weak.excluded;

import io.winnow.datasets.Plural;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.trainer.recipe.Exhibit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a page shows of the transition matrix of the answers. */
final class TransitionExhibit {
    /** Of more classes, nobody reads the matrix. */
    private static final int MOST_CLASSES = 30;

    private TransitionExhibit() {}

    /**
     * Returns the matrix as a table; none without a given matrix and trusted labels, or of too many classes.
     *
     * @param labels labels of the training examples
     */
    static List<Exhibit> of(ExcludedLabels labels) {
        boolean given = labels.transition().isPresent();
        if ((!given && labels.trustedCount() == 0) || labels.classCount() > MOST_CLASSES) {
            return List.of();
        }
        List<String> names = labels.classNames();
        List<String> header = new ArrayList<>(List.of("true class"));
        names.forEach(name -> header.add("not " + name));
        double[][] matrix = labels.matrix();
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < matrix.length; k++) {
            List<String> row = new ArrayList<>(List.of(names.get(k)));
            for (double each : matrix[k]) {
                row.add(String.format(Locale.ROOT, "%.1f%%", 100 * each));
            }
            rows.add(row);
        }
        return List.of(new Exhibit.Table(
                "Answers by true class",
                "The probability that an answer for an example of a class excludes each class, "
                        + (given
                                ? "as the file of the data gives it."
                                : "estimated from the " + Plural.of(labels.trustedCount(), "trusted examples") + ".")
                        + " The losses forward, ure and cpe use it.",
                header,
                rows));
    }
}
