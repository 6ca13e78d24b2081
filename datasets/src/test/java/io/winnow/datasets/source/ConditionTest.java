package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "a = true, TRUE, true",
                "a == x, x, true",
                "a=x, y, false",
                "a != x, '', true",
                "a = '', '', true",
                "a != \"\", '', false",
                "a = 1, 1.0, true",
                "a = 1, one, false",
                "a != 1, 1.00, false",
                "a < 10, 9, true",
                "a < 10, '', false",
                "a >= 10, 10, true",
                "a > 2020-01-31, 2020-02-01, true",
                "a <= 2020-01-31, 2020-02-01, false",
            })
    void comparesNumbersAsNumbersAndTheRestAsText(String text, String cell, boolean holds) throws DataException {
        String plain = text.equals("a =") ? "a = ''" : text;
        assertThat(Condition.parse(plain).comparisons().get(0).holds(cell, CellNumbers.POINT))
                .isEqualTo(holds);
    }

    @Test
    void comparisonsAreJoinedByAnd() throws DataException {
        Condition condition = Condition.parse("gradable_1 = true and \"skin type\" != 'FST 1' AND `a=b` >= -1.5");
        assertThat(condition.comparisons().stream().map(Condition.Comparison::toString))
                .containsExactly("gradable_1 = true", "skin type != FST 1", "a=b >= -1.5");
        assertThat(Condition.parse("band = android").comparisons()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a = 1 or b = 2~at character 7 ('or b = 2'): comparisons can be joined by 'and' only",
                "a~at character 1 ('a'): a comparison is expected",
                "a = 1 and~at character 10 (its end): a comparison is expected",
                "a = two words~at character 9 ('words'): 'and' or the end is expected",
                "a = 'open~at character 1 ('a = 'open')",
            })
    void whatIsNotUnderstoodIsSaidWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> Condition.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The condition '" + text + "' is not understood " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "skin type", "a=b", "it's", "the \"text\"", "Größe"})
    void filledCellsOfAnyColumnAreAskedFor(String column) throws DataException {
        Condition filled = Condition.parse(Condition.filled(List.of(column, "b")));
        assertThat(filled.comparisons().stream().map(Condition.Comparison::column))
                .containsExactly(column, "b");
        assertThat(filled.holds(name -> "x")).isTrue();
        assertThat(filled.holds(name -> name.equals("b") ? "x" : "")).isFalse();
        assertThat(filled.holds(name -> name.equals("b") ? "" : "x")).isFalse();
    }

    @Test
    void aNumberIsNotComparedWithText() throws DataException {
        Condition.Comparison comparison =
                Condition.parse("year >= 2019").comparisons().get(0);
        assertThatThrownBy(() -> comparison.holds("unknown", CellNumbers.POINT))
                .hasMessage(
                        "year is 'unknown', which is not a number with a decimal point that can be compared with 2019");
    }
}
