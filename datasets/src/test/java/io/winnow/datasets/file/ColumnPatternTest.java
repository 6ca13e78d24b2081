package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnPatternTest {
    @Test
    void aStarStandsForAnyText() {
        ColumnPattern symptoms = new ColumnPattern("symptom_*");

        assertThat(symptoms.fits("Symptom_itch")).isTrue();
        assertThat(symptoms.fits("my_symptom_itch")).isFalse();
        assertThat(symptoms.part("symptom_itch")).contains("itch");
        assertThat(symptoms.part("symptom_")).isEmpty();
        assertThat(symptoms.part("sign_itch")).isEmpty();
        assertThat(ColumnPattern.isPattern("symptom_*")).isTrue();
        assertThat(ColumnPattern.isPattern("symptom")).isFalse();
    }

    /** Other characters of a pattern stand for themselves, and two stars name no part. */
    @Test
    void nothingElseIsSpecial() {
        assertThat(new ColumnPattern("a.b(*)").fits("a.b(c)")).isTrue();
        assertThat(new ColumnPattern("a.b*").fits("axb")).isFalse();
        assertThat(new ColumnPattern("*_a_*").fits("x_a_y")).isTrue();
        assertThat(new ColumnPattern("*_a_*").part("x_a_y")).isEmpty();
    }
}
