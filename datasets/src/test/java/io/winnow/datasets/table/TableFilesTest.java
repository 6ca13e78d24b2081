package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV, TSV and JSON, and folders of files, some of which are not what they should be. */
class TableFilesTest {
    private static final ReadOptions SMALL = new ReadOptions(2, 1000, 3, 20, 10, true, StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<Table> read(Path path, ReadOptions options) throws IOException {
        List<Table> tables = new ArrayList<>();
        try (TableFiles files = TableFiles.open(path, options)) {
            files.forEachRemaining(tables::add);
        }
        return tables;
    }

    private Table one(String name, String text) throws IOException {
        List<Table> tables = read(write(name, text), ReadOptions.DEFAULT);
        assertThat(tables).hasSize(1);
        return tables.get(0);
    }

    private void unreadable(Path path, ReadOptions options, String... says) throws IOException {
        try (TableFiles files = TableFiles.open(path, options)) {
            assertThat(files.hasNext()).isFalse();
            assertThat(files.unreadable()).hasSize(1);
            assertThat(files.unreadable().toString()).contains(says);
        }
    }

    @Test
    void csv() throws IOException {
        Table table = one("a.csv", "\uFEFFname,\"dose, mg\"\r\nx,\"1 \"\"or\"\"\n2\"\r\n\r\nshort\r\n1,2,3\r\n");
        assertThat(table.id()).isEqualTo("a.csv");
        assertThat(table.caption()).isEmpty();
        assertThat(table.headers()).containsExactly("name", "dose, mg");
        assertThat(table.rows()).containsExactly(List.of("x", "1 \"or\"\n2"), List.of("short"), List.of("1", "2", "3"));
        assertThat(table.provenance())
                .containsEntry("file", folder.resolve("a.csv").toString());
    }

    @Test
    void captionsOfCsv() throws IOException {
        assertThat(one("first.csv", "# Caption: Doses, by age\na,b\n1,2\n")).satisfies(table -> {
            assertThat(table.caption()).isEqualTo("Doses, by age");
            assertThat(table.headers()).containsExactly("a", "b");
        });
        write("beside.txt", "Doses\n by age \n");
        assertThat(one("beside.csv", "a,b\n1,2\n").caption()).isEqualTo("Doses\n by age");
        // a header that begins with a hash is a header
        assertThat(one("hash.csv", "# of patients,mean\n1,2\n").headers()).containsExactly("# of patients", "mean");
        assertThat(one("c.csv", "#").headers()).containsExactly("#");
    }

    @Test
    void separatorsOfCsv() throws IOException {
        assertThat(one("a.csv", "\"a;b\";c;d\n1,5;2;3\n").rows()).containsExactly(List.of("1,5", "2", "3"));
        assertThat(one("b.csv", "a|b\n1|2\n").headers()).containsExactly("a", "b");
        assertThat(one("c.csv", "alone\n1\n").rows()).containsExactly(List.of("1"));
        assertThat(one("d.tsv", "a,x\tb\n1\t2\n").headers()).containsExactly("a,x", "b");
        ReadOptions bare = new ReadOptions(0, 1000, 9, 9, 100, false, StandardCharsets.ISO_8859_1);
        Path latin = Files.write(folder.resolve("latin.csv"), "é,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(read(latin, bare).get(0).headers()).isEmpty();
        assertThat(read(latin, bare).get(0).rows()).containsExactly(List.of("é", "b"), List.of("1", "2"));
    }

    @Test
    void damagedCsvIsNamed() throws IOException {
        byte[] binary = {'a', ',', (byte) 0xC3, (byte) 0x28, '\n'};
        unreadable(Files.write(folder.resolve("binary.csv"), binary), SMALL, "binary.csv", "is not UTF-8 text");
        unreadable(write("fields.csv", "a,".repeat(20_000)), ReadOptions.DEFAULT, "fields.csv", "is not CSV");
        unreadable(
                write("quote.csv", "a,b\n1,\"" + "x".repeat(17 << 20)),
                ReadOptions.DEFAULT,
                "quote.csv",
                "is not CSV: ",
                "buffer size");
        try (TableFiles files = TableFiles.open(write("empty.csv", ""), SMALL)) {
            assertThat(files.hasNext()).isFalse();
            assertThat(files.blankCount()).isEqualTo(1);
            assertThat(files.unreadableCount()).isZero();
            assertThatThrownBy(files::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void longTablesAndHugeCellsAreCut() throws IOException {
        write("long.txt", "caption, which is long");
        Table table = read(write("long.csv", "a,b\n1,01234567890123\n2\n3\n4\n5\n"), SMALL)
                .get(0);
        assertThat(table.rows()).containsExactly(List.of("1", "0123456789"), List.of("2"), List.of("3"));
        assertThat(table.caption()).isEqualTo("caption, w");
        assertThat(table.provenance().get("cut")).contains("cells after 10 characters");
        Table rows = read(write("rows.csv", "a\n1\n2\n3\n4\n"), SMALL).get(0);
        assertThat(rows.provenance()).containsEntry("cut", "rows after 3");
        Table exact = read(write("exact.csv", "a\n1\n2\n3\n"), SMALL).get(0);
        assertThat(exact.provenance()).doesNotContainKey("cut");
    }

    @Test
    void jsonLines() throws IOException {
        Path file = write("t.jsonl", """
                {"id": "x", "caption": "c", "rows": [[1, null]]}

                {"rows":
                {"rows": [["2"]]}
                {"rows": {}}
                """);
        try (TableFiles files = TableFiles.open(file, SMALL)) {
            assertThat(files.next()).isEqualTo(new Table("x", "c", List.of(), List.of(List.of("1", ""))));
            assertThat(files.next().id()).isEqualTo("t.jsonl#4");
            assertThat(files.hasNext()).isFalse();
            assertThat(files.unreadable()).containsOnlyKeys(file + ", line 3", file + ", line 5");
            assertThat(files.unreadable().get(file + ", line 5"))
                    .isEqualTo("rows is an array of arrays, not an object");
        }
        Path longLine = write("long.jsonl", "{\"rows\": [[\"" + "x".repeat(2000) + "\"]]}\n{\"rows\": [[\"2\"]]}");
        assertThat(read(longLine, SMALL))
                .hasSize(1)
                .first()
                .extracting(Table::id)
                .isEqualTo("long.jsonl#2");
    }

    @Test
    void json() throws IOException {
        assertThat(one("one.json", "{\"rows\": [[\"2\"]]}").id()).isEqualTo("one.json");
        assertThat(read(write("two.json", "[{\"rows\": [[\"2\"]]}, {\"rows\": [[\"3\"]]}]"), SMALL))
                .extracting(Table::id)
                .containsExactly("two.json#1", "two.json#2");
        unreadable(
                write("bad.json", "{\"rows\": [[\"2\"]]"),
                SMALL,
                "bad.json",
                "is not JSON: Unexpected end-of-input: expected close marker for Object}");
        unreadable(write("deep.json", "[".repeat(900)), SMALL, "deep.json");
        unreadable(write("large.json", " ".repeat(1001)), SMALL, "large.json", "has 1001 bytes; at most 1000 are read");
    }

    @Test
    void foldersInOrderOfTheirNames() throws IOException {
        write("b.csv", "a\n1\n");
        write("a/z.tsv", "a\n2\n");
        write("a/page.html", "<table><tr><td>3</table><table><tr><td>4</table>");
        write("a/notes.md", "no table");
        write(".hidden/x.csv", "a\n5\n");
        write("c.csv", "a\n6\n");
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        assertThat(read(folder, SMALL))
                .extracting(Table::id)
                .containsExactly("a/page.html#1", "a/page.html#2", "a/z.tsv", "b.csv", "c.csv");
        assertThat(TableFiles.countFiles(folder)).isEqualTo(4);
    }

    @Test
    void unreadableFilesAreSkippedUpToALimit() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("bad" + i + ".json", "{");
            write("good" + i + ".csv", "a\n1\n");
        }
        assertThatThrownBy(() -> read(folder, SMALL))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("more than 2 of its files and tables are unreadable")
                .hasMessageContaining("bad2.json");
        Files.delete(folder.resolve("bad1.json"));
        try (TableFiles files = TableFiles.open(folder, SMALL)) {
            files.forEachRemaining(table -> assertThat(table.id()).startsWith("good"));
            assertThat(files.unreadableCount()).isEqualTo(2);
            assertThat(files.fileCount()).isEqualTo(5);
        }
    }

    @Test
    void whatIsNoFileOfTables() throws IOException {
        assertThatThrownBy(() -> TableFiles.open(folder.resolve("none"), SMALL))
                .hasMessageContaining("there is no such");
        Path notes = write("notes.md", "");
        assertThatThrownBy(() -> TableFiles.open(notes, SMALL))
                .hasMessageContaining("notes.md")
                .hasMessageContaining(".csv, .tsv");
    }
}
