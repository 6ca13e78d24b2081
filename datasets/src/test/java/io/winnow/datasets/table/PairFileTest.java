package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFileTest {
    @TempDir
    Path folder;

    private Path lines(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private GradedPairs read(Path pairs) throws IOException {
        return PairFile.read("mine", pairs, Optional.empty(), Optional.empty());
    }

    @Test
    void tablesAreInlineOrReferredToById() throws IOException {
        Path tables = lines(
                "tables.jsonl",
                "{'id': 'x', 'caption': 'Ages', 'headers': ['a'], 'rows': [['1'], [2.50, null, true]]}"
                        .replace('\'', '"'),
                "{\"id\": \"y\", \"rows\": [], \"provenance\": {\"file\": \"f\"}}");
        Path pairs = lines(
                "pairs.jsonl",
                "{\"a\": \"x\", \"b\": \"y\", \"score\": 3, \"label\": \"similar\", \"fold\": 1}",
                "",
                "{\"a\": \"y\", \"b\": {\"rows\": [[\"z\"]]}, \"score\": 0.5, \"label\": 0, \"fold\": 0}",
                "{\"a\": {\"rows\": [[\"z\"]]}, \"b\": \"x\", \"score\": 2, \"label\": true, \"fold\": 0}");
        GradedPairs read = PairFile.read("mine", pairs, Optional.of(tables), Optional.empty());
        assertThat(read.table("x").rows()).containsExactly(List.of("1"), List.of("2.5", "", "true"));
        assertThat(read.table("y").provenance()).isEqualTo(Map.of("file", "f"));
        assertThat(read.tables()).hasSize(3);
        String z = read.pairs().get(1).b();
        assertThat(read.pairs().get(0)).isEqualTo(new TablePair("x", "y", 3, true, 1));
        assertThat(read.pairs().get(2)).isEqualTo(new TablePair(z, "x", 2, true, 0));
        // pairs labelled similar have the higher scores
        assertThat(read.scale()).isEqualTo(new SimilarityScale(0.5, 3));
        assertThat(PairFile.read("mine", pairs, Optional.of(tables), Optional.of(new SimilarityScale(0, 5)))
                        .gain(read.pairs().get(0)))
                .isEqualTo(3);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Table first = new Table("1", "Ages \"of\"\ndogs", List.of("a", ""), List.of(List.of("1", "\u00e9"), List.of()));
        Table second = new Table("2", "", List.of(), List.of(List.of("x")), Map.of("file", "f.csv"));
        GradedPairs set = new GradedPairs(
                "mine",
                Map.of("1", first, "2", second),
                List.of(new TablePair("1", "2", 4.5, false, 1), new TablePair("2", "1", 0, true, 0)),
                new SimilarityScale(4.5, 0));
        Path pairs = folder.resolve("written.jsonl");
        Path tables = folder.resolve("tables.jsonl");
        PairFile.write(set, pairs, tables);
        assertThat(PairFile.read("mine", pairs, Optional.of(tables), Optional.empty()))
                .isEqualTo(set);
    }

    @Test
    void arraysAndByteOrderMarks() throws IOException {
        String first = "{\"a\": {\"rows\": [[\"x\"]]}, \"b\": {\"rows\": [[\"y\"]]}, \"label\": 1}";
        String second = first.replace("\"y\"", "\"z\"").replace("1}", "0}");
        GradedPairs lines = read(lines("lines.jsonl", first, second));
        assertThat(read(lines("array.json", "\uFEFF[", first + ",", second + "]")))
                .satisfies(array -> {
                    assertThat(array.pairs()).hasSize(2).isEqualTo(lines.pairs());
                    assertThat(array.tables()).isEqualTo(lines.tables());
                });
        assertThat(read(lines("mark.jsonl", "\uFEFF" + first, second)).pairs()).isEqualTo(lines.pairs());
        Path wrong = lines("wrong.json", "[", first + ",", "{\"a\": 1}]");
        assertThatThrownBy(() -> read(wrong)).hasMessageContaining("wrong.json, line 3: ");
        Path trailing = lines("trailing.jsonl", first + " " + second);
        assertThatThrownBy(() -> read(trailing)).hasMessageContaining("trailing.jsonl, line 1: is not JSON");
    }

    @Test
    void jsonThatIsNestedTooDeeplyIsAProblemOfTheFile() throws IOException {
        Path deep = lines("deep.json", "[".repeat(5000));
        assertThatThrownBy(() -> read(deep))
                .isInstanceOf(UnreadableTableException.class)
                .hasMessageContaining("deep.json")
                .hasMessageContaining("is not JSON: ");
    }

    @Test
    void scaleDecreasesIfSimilarPairsHaveLowScores() throws IOException {
        String pair = "{\"a\": {\"rows\": [[\"%s\"]]}, \"b\": {\"rows\": [[\"z\"]]}%s, \"label\": %d}";
        Path graded = lines(
                "graded.jsonl",
                pair.formatted("1", ", \"score\": 2", 1),
                pair.formatted("2", ", \"score\": 6", 0),
                pair.formatted("3", ", \"score\": 3", 1));
        assertThat(read(graded).scale()).isEqualTo(new SimilarityScale(6, 2));
        Path labelled = lines("labelled.jsonl", pair.formatted("1", "", 1), pair.formatted("2", "", 0));
        GradedPairs read = read(labelled);
        assertThat(read.scale()).isEqualTo(new SimilarityScale(0, 1));
        assertThat(read.pairs()).extracting(TablePair::score).containsExactly(1.0, 0.0);
        Path same = lines("same.jsonl", pair.formatted("1", "", 0), pair.formatted("2", "", 0));
        assertThat(read(same).similarity(read(same).pairs().get(0))).isZero();
    }

    @Test
    void everyProblemIsReportedWithItsLine() throws IOException {
        String table = "{\"rows\": [[\"%s\"]]}";
        String fine = "\"a\": " + table.formatted("1") + ", \"b\": " + table.formatted("2");
        Path pairs = lines(
                "pairs.jsonl",
                "{" + fine + ", \"label\": 1}",
                "{" + fine + ", \"label\": 2}",
                "{" + fine + ", \"label\": 1",
                "[]",
                "{\"a\": \"nobody\", \"b\": " + table.formatted("2") + ", \"label\": 1}",
                "{\"a\": {\"rows\": [1]}, \"b\": " + table.formatted("2") + ", \"label\": 1}",
                "{\"a\": {\"cells\": []}, \"b\": " + table.formatted("2") + ", \"label\": 1}",
                "{" + fine + ", \"label\": 1, \"score\": \"high\"}",
                "{" + fine + ", \"label\": 1, \"fold\": 1.5}",
                "{" + fine + ", \"label\": 1, \"grade\": 3}",
                "{\"a\": " + table.formatted("1") + ", \"b\": " + table.formatted("1") + ", \"label\": 1}",
                "{" + fine + ", \"label\": 1, \"fold\": 1}",
                "{\"a\": {\"rows\": [[[]]]}, \"b\": " + table.formatted("2") + ", \"label\": 1}");
        assertThatThrownBy(() -> read(pairs))
                .isInstanceOf(UnreadableTableException.class)
                .hasMessageStartingWith("12 problems")
                .hasMessageContaining("line 2: label must be similar or dissimilar, true or false, 1 or 0, found 2")
                .hasMessageContaining("line 3: is not JSON")
                .hasMessageContaining("line 4: is not a JSON object")
                .hasMessageContaining("line 5: a refers to the table 'nobody', which does not exist")
                .hasMessageContaining("line 6: row 0 must be an array of cells, found 1")
                .hasMessageContaining(
                        "line 7: the key 'cells' is not known; a table has the keys id, caption, headers, rows, provenance")
                .hasMessageContaining("line 8: score must be a number, found \"high\"")
                .hasMessageContaining("line 9: fold must be a whole number from 0, found 1.5")
                .hasMessageContaining(
                        "line 10: the key 'grade' is not known; a pair has the keys a, b, score, label, fold")
                .hasMessageContaining("line 11: A pair must consist of two different tables")
                .hasMessageContaining("line 1: has no fold, which other lines have")
                .hasMessageContaining("line 13: cell 0 of row 0 must be a string, found an array");
        assertThatThrownBy(() -> read(lines("empty.jsonl", ""))).hasMessageContaining("contains no pairs");
        assertThatThrownBy(() -> read(folder.resolve("none.jsonl"))).hasMessageContaining("none.jsonl");
    }

    @Test
    void scoresOutsideOfTheScaleAndDuplicateIdsAreErrors() throws IOException {
        Path pairs = lines(
                "pairs.jsonl",
                "{\"a\": {\"id\": \"x\", \"rows\": []}, \"b\": {\"id\": \"y\", \"rows\": []}, \"score\": 9, \"label\": 1}",
                "{\"a\": {\"id\": \"x\", \"rows\": [[\"1\"]]}, \"b\": \"y\", \"score\": 1, \"label\": 1}");
        assertThatThrownBy(() -> PairFile.read("mine", pairs, Optional.empty(), Optional.of(new SimilarityScale(0, 5))))
                .hasMessageContaining("line 2: a has the same id as a different table, 'x'");
        Path one = lines("one.jsonl", Files.readAllLines(pairs).get(0));
        assertThatThrownBy(() -> PairFile.read("mine", one, Optional.empty(), Optional.of(new SimilarityScale(0, 5))))
                .hasMessageContaining("line 1: the score 9.0 is outside of 0.0 to 5.0");
    }
}
