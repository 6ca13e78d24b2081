package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumberDoubtTest {
    private static Optional<String> of(String column, List<String> values) {
        return NumberDoubt.of(column, values, Decimal.POINT);
    }

    @Test
    void decimalCommasAreNoticed() {
        assertThat(of("price", List.of("3", "1.103,50", "-2,5", "0.5")))
                .contains("the column price has numbers with a decimal comma, such as '1.103,50', and is not read as"
                        + " numbers. Set data.decimal: comma if they are quantities");
        assertThat(of("sizes", List.of("1,2", "1,2,3", "2"))).isEmpty(); // lists
        assertThat(of("city", List.of("1,5", "Ulm", "Bonn"))).isEmpty();
    }

    /** Somebody who took 1,234 for a decimal comma would make 1.234 of one thousand. */
    @Test
    void commasMayDivideThousands() {
        for (List<String> values : List.of(List.of("950", "1,234"), List.of("1,234,567", "1,234.50", "3"))) {
            assertThat(of("price", values).orElseThrow())
                    .contains("'"
                            + values.stream()
                                    .filter(each -> each.contains(","))
                                    .findFirst()
                                    .orElseThrow() + "'")
                    .contains("leave out a comma between thousands, or set data.decimal: comma for a decimal comma");
        }
        for (String decimal : List.of("0,500", "1234,567", "12,5")) {
            assertThat(of("price", List.of("1,234", decimal)).orElseThrow()).contains("numbers with a decimal comma");
        }
    }

    @Test
    void aFewOtherValuesAmongNumbersAreNoticed() {
        List<String> ages = new ArrayList<>(Collections.nCopies(8, "20"));
        ages.add("?");
        ages.add("n/a");
        assertThat(of("age", ages))
                .contains("8 of the 10 values of the column age are numbers, but not '?', 'n/a', so it is not read as"
                        + " numbers. If it has quantities, correct these values, or list those that mean 'not known'"
                        + " under data.missing");
        ages.add("old");
        assertThat(of("age", ages)).isEmpty();
    }

    @Test
    void unitsBesideNumbersAreNoticed() {
        assertThat(of("share", List.of("8.4%", "10%", "0.5%", "7%")))
                .contains(
                        "the column share has numbers with '%', such as '8.4%', and is not read as numbers. Write them"
                                + " without it if they are quantities");
        assertThat(of("price", List.of("$1,234.50", "$2", "3", "$4", "$5")).orElseThrow())
                .contains("numbers with '$'");
        assertThat(of("weight", List.of("1 kg", "2.5 kg", "3 kg", "40 kg")).orElseThrow())
                .contains("numbers with 'kg'");
        assertThat(of("house", List.of("1a", "2b", "3a", "4a"))).isEmpty();
        assertThat(of("view", List.of("2D", "3D", "2D", "3D"))).isEmpty();
        assertThat(of("code", List.of("a1", "a2", "a3", "a4"))).isEmpty();
    }

    @Test
    void columnsOfNumbersAndEmptyOnesAreNotDoubted() {
        assertThat(of("age", List.of("1", "-2.5", "3e4"))).isEmpty();
        assertThat(of("age", List.of())).isEmpty();
    }

    @Test
    void decimalPointsAreNoticedWhereCommasAreExpected() {
        assertThat(NumberDoubt.of("price", List.of("3", "1.103,50", "-2,5"), Decimal.COMMA))
                .isEmpty();
        assertThat(NumberDoubt.of("price", List.of("3", "0.125"), Decimal.COMMA))
                .contains(
                        "the column price has numbers with a decimal point, such as '0.125', and is not read as numbers,"
                                + " since data.decimal is comma. Write them with a decimal comma if they are quantities");
    }
}
