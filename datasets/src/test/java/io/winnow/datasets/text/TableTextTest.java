package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText.Segments;
import io.winnow.datasets.text.TableText.View;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTextTest {
    private static final TableText TEXT = new TableText(", ", "; ", 40, true);
    private static final Table TABLE = new Table(
            "t",
            " Ages &amp; doses ",
            List.of("Age", "Dose"),
            List.of(List.of("54", " 5&#x02013;10"), List.of("", "7"), List.of("9")));

    @Test
    void views() {
        assertThat(TEXT.of(TABLE, View.CAPTION)).isEqualTo(new Segments("Ages & doses", ""));
        assertThat(TEXT.of(TABLE, View.HEADERS)).isEqualTo(new Segments("Age, Dose", ""));
        assertThat(TEXT.of(TABLE, View.ROWS)).isEqualTo(new Segments("Age, Dose; 54, 5–10; 7; 9", ""));
        assertThat(TEXT.of(TABLE, View.COLUMNS)).isEqualTo(new Segments("Age, 54, 9; Dose, 5–10, 7", ""));
        assertThat(TEXT.of(TABLE, View.CAPTION_AND_ROWS))
                .isEqualTo(new Segments("Ages & doses", "Age, Dose; 54, 5–10; 7; 9"));
        assertThat(TEXT.of(TABLE, View.CAPTION_AND_COLUMNS))
                .isEqualTo(new Segments("Ages & doses", "Age, 54, 9; Dose, 5–10, 7"));
    }

    @Test
    void missingPartsLeaveNoText() {
        Table bare = new Table("t", "", List.of(), List.of(List.of("1", "2"), List.of("3")));
        assertThat(TEXT.of(bare, View.CAPTION_AND_ROWS)).isEqualTo(new Segments("1, 2; 3", ""));
        assertThat(TEXT.of(bare, View.HEADERS)).isEqualTo(new Segments("1, 2", ""));
        Table empty = new Table("t", "", List.of(), List.of());
        for (View view : View.values()) {
            assertThat(TEXT.of(empty, view)).isEqualTo(new Segments("", ""));
        }
    }

    @Test
    void hugeCellsAreCutAtCharacterBoundaries() {
        Table huge = new Table("t", "x".repeat(39) + "😀", List.of(), List.of(List.of("y".repeat(1_000_000), "z")));
        assertThat(TEXT.of(huge, View.CAPTION).first()).isEqualTo("x".repeat(39));
        assertThat(TEXT.of(huge, View.ROWS).first()).isEqualTo("y".repeat(40));
    }
}
