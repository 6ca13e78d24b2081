package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theDirectionOfMetricsIsKnown() {
        assertThat(Figures.higherIsBetter("accuracy")).hasValue(true);
        assertThat(Figures.higherIsBetter("knn_accuracy")).hasValue(true);
        assertThat(Figures.higherIsBetter("of1_tuned")).hasValue(true);
        assertThat(Figures.higherIsBetter("roc_auc")).hasValue(true);
        assertThat(Figures.higherIsBetter("ece")).hasValue(false);
        assertThat(Figures.higherIsBetter("mae")).hasValue(false);
        assertThat(Figures.higherIsBetter("linear_lambda")).isEmpty();
    }

    @Test
    void valuesAreRoundedToFiveDigits() {
        assertThat(Figures.rounded(123456.789)).isEqualTo(123460);
        assertThat(Figures.rounded(-0.000123456)).isEqualTo(-0.00012346);
        assertThat(Figures.rounded(0)).isZero();
        assertThat(Figures.rounded(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        assertThat(Figures.rounded(Double.NaN)).isNaN();
    }

    @Test
    void durationsAndBytesHaveTheirUnits() {
        assertThat(Figures.duration(5.25)).isEqualTo("5.3 s");
        assertThat(Figures.duration(125)).isEqualTo("2 min 5 s");
        assertThat(Figures.duration(7300)).isEqualTo("2 h 1 min");
        assertThat(Figures.bytes(12)).isEqualTo("12 bytes");
        assertThat(Figures.bytes(3 << 19)).isEqualTo("1.5 MiB");
    }

    @Test
    void countsAreWholeAndSharesAreNot() {
        assertThat(Figures.metric("users", 12345)).isEqualTo("12,345");
        assertThat(Figures.metric("classes", 4)).isEqualTo("4");
        assertThat(Figures.metric("recall_at_10", 1)).isEqualTo("1.000");
        assertThat(Figures.metric("nll", 2.5)).isEqualTo("2.500");
        assertThat(Figures.metric("mae", 123456.7)).isEqualTo("123,457");
        assertThat(Figures.metric("test_accuracy_old", 0.5)).isEqualTo("50.00%");
        assertThat(Figures.metric("validation/accuracy", 0.5)).isEqualTo("50.00%");
        assertThat(Figures.metric("validation/macro_f1", 0.5)).isEqualTo("0.5000");
        assertThat(Figures.higherIsBetter("precision_at_10")).hasValue(true);
        assertThat(Figures.higherIsBetter("test_accuracy_new")).hasValue(true);
        assertThat(Figures.higherIsBetter("popularity_at_10")).isEmpty();
    }
}
