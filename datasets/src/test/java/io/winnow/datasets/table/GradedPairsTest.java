package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradedPairsTest {
    private static final SimilarityScale SIX_TO_TWO = new SimilarityScale(6, 2);

    private static Table table(String id, String... cells) {
        return new Table(id, "caption", List.of(), List.of(List.of(cells)));
    }

    private static GradedPairs pairs(List<Table> tables, TablePair... pairs) {
        Map<String, Table> byId = new LinkedHashMap<>();
        tables.forEach(table -> byId.put(table.id(), table));
        return new GradedPairs("some", byId, List.of(pairs), SIX_TO_TWO);
    }

    @Test
    void rowsAreCopiedAndHeadersComeFirst() {
        List<String> row = new ArrayList<>(List.of("1", "2", "3"));
        Table table = new Table("t", "", List.of("x", "y"), List.of(row));
        row.clear();
        assertThat(table.allRows()).containsExactly(List.of("x", "y"), List.of("1", "2", "3"));
        assertThat(table.columnCount()).isEqualTo(3);
        assertThat(new Table("t", "", List.of(), List.of()).allRows()).isEmpty();
        assertThat(new Table("t", " ", List.of(), List.of(List.of("", " "))).isBlank())
                .isTrue();
        assertThat(table.sameContent(new Table("u", "", List.of("x", "y"), table.rows(), Map.of("file", "f"))))
                .isTrue();
        assertThatThrownBy(() -> table(" ")).hasMessageContaining("id");
    }

    @Test
    void gainAndSimilarityIncreaseForEitherDirectionOfGrades() {
        assertThat(SIX_TO_TWO.gain(2)).isEqualTo(4);
        assertThat(SIX_TO_TWO.gain(5)).isEqualTo(1);
        assertThat(SIX_TO_TWO.similarity(3)).isEqualTo(0.75);
        SimilarityScale up = new SimilarityScale(0, 5);
        assertThat(up.gain(4)).isEqualTo(4);
        assertThat(up.similarity(4)).isEqualTo(0.8);
        assertThatThrownBy(() -> new SimilarityScale(1, 1)).hasMessageContaining("must differ");
    }

    @Test
    void pairsReferToExistingTablesAndScoresAreOnTheScale() {
        Table a = table("a", "1");
        Table b = table("b", "2");
        assertThatThrownBy(() -> pairs(List.of(a), new TablePair("a", "b", 2, true, 0)))
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> pairs(List.of(a, b), new TablePair("a", "b", 7, true, 0)))
                .hasMessageContaining("7.0");
        assertThatThrownBy(() -> new TablePair("a", "a", 2, true, 0)).hasMessageContaining("two different tables");
        assertThatThrownBy(() -> new TablePair("a", "b", Double.NaN, true, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new TablePair("a", "b", 2, true, -1)).hasMessageContaining("-1");
    }

    @Test
    void queriesKeepTheOrderOfTheirPairs() {
        GradedPairs pairs = pairs(
                List.of(table("a"), table("b"), table("c")),
                new TablePair("b", "a", 2, true, 0),
                new TablePair("a", "b", 6, false, 2),
                new TablePair("b", "c", 5, false, 0));
        assertThat(pairs.pairsByQuery().toString()).isEqualTo("{b=[0, 2], a=[1]}");
        assertThat(pairs.foldCount()).isEqualTo(3);
        assertThat(pairs.gain(pairs.pairs().get(2))).isEqualTo(1);
        assertThat(pairs.table("c").id()).isEqualTo("c");
    }

    @Test
    void theFingerprintDependsOnContentButNotOnProvenance() {
        TablePair pair = new TablePair("a", "b", 2, true, 0);
        Table b = table("b", "2");
        String print = pairs(List.of(table("a", "1", "2"), b), pair).fingerprint();
        Table moved = new Table("a", "caption", List.of(), List.of(List.of("1", "2")), Map.of("file", "elsewhere"));
        assertThat(pairs(List.of(moved, b), pair).fingerprint()).isEqualTo(print);
        assertThat(pairs(List.of(table("a", "12"), b), pair).fingerprint()).isNotEqualTo(print);
        assertThat(pairs(List.of(table("a", "1", "2"), b), new TablePair("a", "b", 3, true, 0))
                        .fingerprint())
                .isNotEqualTo(print);
    }
}
