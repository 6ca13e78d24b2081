package io.winnow.trainer.modality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Classes keep the numbers of the training, in labels as well as in the true labels that these are compared with. */
class SameClassesTest {
    private static final List<String> TRAINED = List.of("b", "c");

    private static SameClasses.Again again(Labels labels) {
        return SameClasses.again(labels, "photos", "images", TRAINED, "the training");
    }

    /** The class a is new: its examples are unknown, and the numbers of b and c are one less than in the data. */
    @Test
    void aNewClassIsUnknown() {
        SameClasses.Again again = again(new ClassLabels(new int[] {0, 1, 2, 2}, List.of("a", "b", "c")));
        assertThat(again.labels())
                .usingRecursiveComparison()
                .isEqualTo(new ClassLabels(new int[] {-1, 0, 1, 1}, TRAINED));
        assertThat(again.added()).contains("images of 1 class that the training lacks (a) are left out");
        TrueLabels truth = again.truth(new TrueLabels(new int[] {0, 1, 2, 1}));
        assertThat(truth.noiseRate(new int[] {-1, 0, 1, 0})).isZero();
    }

    @Test
    void aNewClassIsLeftOutOfSets() {
        SameClasses.Again again = again(new ClassSets(new int[][] {{0, 1}, {2}}, List.of("a", "b", "c")));
        assertThat(again.labels()).usingRecursiveComparison().isEqualTo(new ClassSets(new int[][] {{0}, {1}}, TRAINED));
        assertThat(again.truth(new TrueLabelSets(new int[][] {{0, 1, 2}, {2}})).reveal())
                .isDeepEqualTo(new int[][] {{0, 1}, {1}});
    }

    /** Without b, the class c is the first one of the data. */
    @Test
    void aMissingClassChangesNumbersOnly() {
        SameClasses.Again again = again(new ClassLabels(new int[] {0}, List.of("c")));
        assertThat(again.labels()).usingRecursiveComparison().isEqualTo(new ClassLabels(new int[] {1}, TRAINED));
        assertThat(again.added()).isEmpty();
        assertThat(again.truth(new TrueLabels(new int[] {0})).noiseRate(new int[] {1}))
                .isZero();
    }

    /** Levels have an order, in which nothing can be left out. */
    @Test
    void aNewLevelIsAnError() {
        assertThatThrownBy(
                        () -> again(new OrdinalLabels(new int[] {0, 1, 2}, Optional.empty(), List.of("a", "b", "c"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("photos has images of 1 class that the training lacks: a");
    }
}
