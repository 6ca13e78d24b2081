package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.ItemContent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentsTest {
    @Test
    void rowsWithoutColumnsAreNotCopiesOfEachOther() throws IOException {
        assertThat(Contents.of(new ItemContent.Values(List.of("x"), List.of(List.of(""), List.of("")), Decimal.POINT)))
                .containsExactly("", "");
        assertThat(Contents.of(new ItemContent.Values(List.of(), List.of(List.of(), List.of()), Decimal.POINT)))
                .containsExactly(null, null);
    }
}
