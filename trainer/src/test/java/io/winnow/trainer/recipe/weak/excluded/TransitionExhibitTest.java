package io.winnow.trainer.recipe.weak.excluded;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.trainer.recipe.Exhibit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransitionExhibitTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private static ExcludedLabels labels(int trusted, Optional<double[][]> matrix) {
        return new ExcludedLabels(new int[][] {{1}, {2}}, new int[] {trusted, GivenNames.NONE}, matrix, NAMES);
    }

    @Test
    void aGivenMatrixIsShownAsItIs() {
        double[][] given = {{0, 0.25, 0.75}, {0.5, 0, 0.5}, {0.9, 0.1, 0}};
        Exhibit.Table table = (Exhibit.Table) TransitionExhibit.of(labels(GivenNames.NONE, Optional.of(given)))
                .get(0);
        assertThat(table.header()).containsExactly("true class", "not a", "not b", "not c");
        assertThat(table.rows())
                .containsExactly(
                        List.of("a", "0.0%", "25.0%", "75.0%"),
                        List.of("b", "50.0%", "0.0%", "50.0%"),
                        List.of("c", "90.0%", "10.0%", "0.0%"));
        assertThat(table.text()).contains("as the file of the data gives it");
    }

    @Test
    void anEstimateSaysFromHowManyExamplesAndTheUniformMatrixIsNotShown() {
        Exhibit.Table table = (Exhibit.Table)
                TransitionExhibit.of(labels(0, Optional.empty())).get(0);
        assertThat(table.text()).contains("estimated from the 1 trusted example.");
        assertThat(TransitionExhibit.of(labels(GivenNames.NONE, Optional.empty())))
                .isEmpty();
    }
}
