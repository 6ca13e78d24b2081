package io.winnow.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextListTest {
    @Test
    void isAListOfTheTexts() {
        for (List<String> texts : List.of(
                List.<String>of(),
                List.of(""),
                List.of("a", "", "größer 😀", ""),
                List.of("", "", "3.5"),
                List.of("x"))) {
            List<String> list = TextList.of(texts);
            assertThat(list).containsExactlyElementsOf(texts).isEqualTo(texts).hasSameHashCodeAs(texts);
            assertThat(texts).isEqualTo(list);
            assertThat(TextList.of(list)).isSameAs(list);
        }
    }

    @Test
    void takesNoMissingTextAndNoPlaceOutside() {
        assertThatThrownBy(() -> TextList.of(Arrays.asList("a", null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TextList.of(List.of("a")).get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> TextList.of(List.of("a")).set(0, "b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
