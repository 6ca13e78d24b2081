package io.winnow.trainer.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadPlacesTest {
    private static final List<String> KEYS = List.of("3", "1", "2", "x");

    @Test
    void recordsAreFoundByTheirKeys() {
        assertThat(ReadPlaces.of(KEYS, List.of("3", "2", "x")))
                .hasValueSatisfying(places -> assertThat(places).containsExactly(0, 2, 3));
    }

    /** These are keys, too, but of records in another order than the one in which they were read. */
    @Test
    void numbersOfRecordsAreNoKeys() {
        assertThat(ReadPlaces.of(KEYS, List.of("1", "2", "3")))
                .hasValueSatisfying(places -> assertThat(places).containsExactly(0, 1, 2));
    }

    @Test
    void otherNamesAreNotFound() {
        assertThat(ReadPlaces.of(KEYS, List.of("a", "b"))).isEmpty();
        assertThat(ReadPlaces.of(KEYS, List.of("2", "1"))).isEmpty();
        assertThat(ReadPlaces.of(KEYS, List.of("5"))).isEmpty();
    }
}
