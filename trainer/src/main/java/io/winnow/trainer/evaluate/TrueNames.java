package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.TrueLabels;
import java.util.Arrays;
import java.util.List;

/** Names the true classes of examples, for people who compare them with given labels and predictions. */
public final class TrueNames {
    private TrueNames() {}

    /**
     * Returns the name of the true class of some examples.
     *
     * @param rows indices of the examples among those of the true labels (N)
     * @param names names of the classes
     */
    public static List<String> of(TrueLabels truth, int[] rows, List<String> names) {
        return Arrays.stream(truth.select(rows).reveal())
                .mapToObj(each -> each == GivenNames.NONE ? "another class" : names.get(each))
                .toList();
    }
}
