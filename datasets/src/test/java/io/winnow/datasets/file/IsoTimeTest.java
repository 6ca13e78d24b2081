package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T12:00, 2026-01-31T12:00:00Z",
        "2026-01-31 12:00:00.25, 2026-01-31T12:00:00.250Z",
        "2026-01-31t12:00:00z, 2026-01-31T12:00:00Z",
        "2026-01-31 12:00:00.5+02:00, 2026-01-31T10:00:00.500Z",
        "2026-01-31 12:00:00+00, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00-0530, 2026-01-31T17:30:00Z",
        "2026-07-31T12:00:00+02:00[Europe/Berlin], 2026-07-31T10:00:00Z"
    })
    void formsThatProgramsWrite(String text, Instant instant) {
        assertThat(IsoTime.find(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "", "2026-02-30", "31.01.2026", "2026-01-31 12", "12:00:00", "2026-01-31T25:00"})
    void othersAreNotGuessed(String text) {
        assertThat(IsoTime.find(text)).isEmpty();
    }
}
