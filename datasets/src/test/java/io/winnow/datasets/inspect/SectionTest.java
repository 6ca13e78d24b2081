package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "2, 2",
        "-100, -100",
        "3.3333333, 3.333",
        "0.00123456, 0.001235",
        "12345.67, 12346",
        "99999.9, 100000",
        "0.5, 0.5",
        "0.0000123, 1.230e-05",
        "12300000000, 1.230e+10"
    })
    void numbers(double value, String text) {
        assertThat(NumberText.of(value)).isEqualTo(text);
    }
}
