package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.source.Decimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TellingColumnTest {
    private static final int ROWS = 200;

    private static List<String> cells(IntFunction<String> cell) {
        return IntStream.range(0, ROWS).mapToObj(cell).toList();
    }

    @Test
    void aColumnThatTellsTheClassIsFound() {
        int[] classes = IntStream.range(0, ROWS).map(i -> i % 4 == 0 ? 1 : 0).toArray();
        List<String> leak = cells(i -> i == 3 ? "1" : Integer.toString(classes[i])); // wrong in one row of 200
        assertThat(TellingColumn.ofClasses("paid", leak, classes).orElseThrow().sentence())
                .isEqualTo("The column paid alone tells the class of 99.5% of the rows; the largest class has 75.0%.");
        assertThat(TellingColumn.ofClasses("paid", cells(i -> i % 4 == 0 ? "" : i % 8 < 4 ? "a" : "b"), classes))
                .as("that a value is missing may tell it, too")
                .isPresent();
        assertThat(TellingColumn.ofClasses("paid", cells(i -> i < 3 ? "1" : leak.get(i)), classes))
                .as("three and one of 200 are more than a hundredth")
                .isEmpty();
        assertThat(TellingColumn.ofClasses("id", cells(Integer::toString), classes))
                .isEmpty();
        int[] rare = new int[ROWS];
        rare[7] = 1;
        assertThat(TellingColumn.ofClasses("paid", cells(i -> i == 7 ? "1" : "0"), rare))
                .isEmpty();
    }

    @Test
    void rowsWithoutLabelSayNothing() {
        int[] classes = IntStream.range(0, ROWS).map(i -> i % 2).toArray();
        List<String> leak = cells(i -> Integer.toString(i % 2));
        Arrays.fill(classes, 0, ROWS / 2, -1);
        assertThat(TellingColumn.ofClasses("paid", leak, classes)).isPresent();
        Arrays.fill(classes, -1);
        assertThat(TellingColumn.ofClasses("paid", leak, classes)).isEmpty();
    }

    @Test
    void aColumnThatIsTheNumberInAnotherUnitIsFound() {
        double[] euros =
                IntStream.range(0, ROWS).mapToDouble(i -> (i * 37) % 101).toArray();
        List<String> cents = cells(i -> i == 4 ? "" : Long.toString(Math.round(500 - 100 * euros[i])));
        assertThat(TellingColumn.ofNumbers("cents", cents, Decimal.POINT, euros)
                        .orElseThrow()
                        .sentence())
                .startsWith("The column cents alone tells the number");
        assertThat(TellingColumn.ofNumbers("other", cells(i -> Integer.toString((i * 53) % 97)), Decimal.POINT, euros))
                .isEmpty();
        assertThat(TellingColumn.ofNumbers("constant", cells(i -> "1"), Decimal.POINT, euros))
                .isEmpty();
    }
}
