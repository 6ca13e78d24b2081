package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static Map<String, Double> fold(double accuracy, double map) {
        return Map.of("accuracy", accuracy, "map", map);
    }

    /** The mean of 0.2 and 0.6 is 0.4, and their population standard deviation 0.2. */
    @Test
    void aMetricThatAFoldDoesNotDefineIsTheMeanOverTheOthers() {
        List<Map<String, Double>> folds = List.of(fold(0.5, 0.2), fold(0.8, Double.NaN), fold(0.5, 0.6));
        Map<String, Double> all = Summary.over(folds);
        assertThat(all.get("map")).isCloseTo(0.4, within(1e-12));
        assertThat(all.get("map_std")).isCloseTo(0.2, within(1e-12));
        assertThat(all.get("accuracy")).isCloseTo(0.6, within(1e-12));
        assertThat(Summary.undefined(folds)).singleElement().asString().contains("map cannot be computed", "fold-1");
    }

    @Test
    void aMetricThatNoFoldDefinesIsLeftOut() {
        List<Map<String, Double>> folds = List.of(fold(0.5, Double.NaN), fold(0.8, Double.NaN));
        assertThat(Summary.over(folds)).containsOnlyKeys("accuracy", "accuracy_std");
        assertThat(Summary.undefined(folds)).singleElement().asString().contains("no fold has them");
        assertThat(Summary.undefined(List.of(fold(1, 1)))).isEmpty();
    }

    @Test
    void aMetricOfASingleFoldHasNoDeviation() {
        assertThat(Summary.over(List.of(fold(0.5, 0.25), fold(0.5, Double.NaN))))
                .containsEntry("map", 0.25)
                .doesNotContainKey("map_std");
    }
}
