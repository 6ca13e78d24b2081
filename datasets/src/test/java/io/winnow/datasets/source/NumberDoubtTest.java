package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberDoubtTest {
    @Test
    void decimalCommasAreNoticed() {
        assertThat(NumberDoubt.of("price", List.of("3", "1.103,50", "-2,5", "0.5")))
                .contains("the column price has numbers with a decimal comma, such as '1.103,50', and is not read as"
                        + " numbers. Write them with a decimal point if they are quantities");
        assertThat(NumberDoubt.of("sizes", List.of("1,2", "1,2,3", "2"))).isEmpty(); // lists
        assertThat(NumberDoubt.of("city", List.of("1,5", "Ulm", "Bonn"))).isEmpty();
    }

    @Test
    void aFewOtherValuesAmongNumbersAreNoticed() {
        List<String> ages = new ArrayList<>(Collections.nCopies(8, "20"));
        ages.add("?");
        ages.add("n/a");
        assertThat(NumberDoubt.of("age", ages))
                .contains("8 of the 10 values of the column age are numbers, but not '?', 'n/a', so it is not read as"
                        + " numbers. Correct them, or list those that mean 'not known' under data.missing");
        ages.add("old");
        assertThat(NumberDoubt.of("age", ages)).isEmpty();
    }

    @Test
    void columnsOfNumbersAndEmptyOnesAreNotDoubted() {
        assertThat(NumberDoubt.of("age", List.of("1", "-2.5", "3e4"))).isEmpty();
        assertThat(NumberDoubt.of("age", List.of())).isEmpty();
    }
}
