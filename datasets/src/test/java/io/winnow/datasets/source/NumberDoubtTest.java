package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void datesAreNoticed() {
        assertThat(of("joined", List.of("2024-05-01", "2024-05-02T12:30:00+02:00")))
                .contains(
                        "the column joined has dates, such as '2024-05-01', and is not read as numbers. If time matters,"
                                + " add a column of numbers, such as the days since a fixed date or the month");
        for (String date : List.of("01.05.2024", "5/1/24", "2024/05/01 12:30")) {
            assertThat(of("joined", List.of(date, date)).orElseThrow()).contains("has dates, such as '" + date + "'");
        }
        assertThat(of("release", List.of("1.2.3", "v1.2", "192.168.0.1", "12-34/56")))
                .isEmpty();
    }

    @Test
    void numbersWithAUnitAreNoticed() {
        for (String form : List.of("%d kg", "%d.5kg", "%d%%", "$%d", "EUR %d", "%d €", "1 %d00", "1'%d00")) {
            List<String> values =
                    IntStream.range(1, 6).mapToObj(i -> form.formatted(i)).collect(Collectors.toList());
            assertThat(of("weight", values)).as("five values may be classes").isEmpty();
            values.add("17");
            values.add(form.formatted(0));
            assertThat(of("weight", values))
                    .contains("the column weight has numbers that are written with a unit or other signs, such as '"
                            + values.get(0) + "', and is not read as numbers. If they are quantities, write the numbers"
                            + " alone, with a decimal point");
        }
        List<String> houses = IntStream.range(0, 20)
                .mapToObj(i -> i + "abcde".substring(i % 5, i % 5 + 1))
                .toList();
        assertThat(of("house", houses)).as("five units").isEmpty();
        for (String key : List.of("T-%d", "PAT%d", "PAT%03d", "%03dB")) {
            assertThat(of("id", IntStream.range(0, 20).mapToObj(key::formatted).toList()))
                    .as(key)
                    .isEmpty();
        }
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
