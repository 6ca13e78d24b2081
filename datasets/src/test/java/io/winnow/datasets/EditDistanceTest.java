package io.winnow.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EditDistanceTest {
    private static final String COMPOSED = "M\u00FCll";
    private static final String DECOMPOSED = "Mu\u0308ll";

    @Test
    void theNearestTextIsFound() {
        assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
        assertThat(EditDistance.nearest("Doog", List.of("cat", "dog"))).contains("dog");
        assertThat(EditDistance.nearest("zebra", List.of("cat", "dog"))).isEmpty();
        assertThat(EditDistance.meant("doog", List.of("cat", "dog"))).contains("'dog'");
    }

    @Test
    void textsThatLookTheSameAreExplained() {
        assertThat(EditDistance.looksLike(COMPOSED, DECOMPOSED)).isTrue();
        assertThat(EditDistance.looksLike(COMPOSED, COMPOSED)).isFalse();
        assertThat(EditDistance.looksLike("Mull", COMPOSED)).isFalse();
        assertThat(EditDistance.meant(DECOMPOSED, List.of("dog", COMPOSED)))
                .contains("'" + COMPOSED + "', which looks the same but encodes letters differently in Unicode");
    }
}
