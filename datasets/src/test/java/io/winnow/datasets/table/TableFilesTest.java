package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV, TSV and JSON files, and folders of files, some of which are damaged or of other kinds. */
class TableFilesTest {
    private static final ReadOptions SMALL = new ReadOptions(2, 1000, 3, 20, 10, true, TextCharset.UTF_8);

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
        Map<String, String> unreadable = new LinkedHashMap<>();
        try (TableFiles files =
                TableFiles.open(path, options, (place, why) -> unreadable.put(why.source(), why.reason()))) {
            assertThat(files.hasNext()).isFalse();
            assertThat(unreadable).hasSize(1);
            assertThat(unreadable.toString()).contains(says);
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
        // a header may begin with a hash
        assertThat(one("hash.csv", "# of patients,mean\n1,2\n").headers()).containsExactly("# of patients", "mean");
        assertThat(one("c.csv", "#").headers()).containsExactly("#");
    }

    @Test
    void separatorsOfCsv() throws IOException {
        assertThat(one("a.csv", "\"a;b\";c;d\n1,5;2;3\n").rows()).containsExactly(List.of("1,5", "2", "3"));
        assertThat(one("b.csv", "a|b\n1|2\n").headers()).containsExactly("a", "b");
        assertThat(one("c.csv", "alone\n1\n").rows()).containsExactly(List.of("1"));
        assertThat(one("d.tsv", "a,x\tb\n1\t2\n").headers()).containsExactly("a,x", "b");
        ReadOptions bare = new ReadOptions(
                0, 1000, 9, 9, 100, false, TextCharset.ofOption(Optional.of(StandardCharsets.ISO_8859_1)));
        Path latin = Files.write(folder.resolve("latin.csv"), "é,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(read(latin, bare).get(0).headers()).isEmpty();
        assertThat(read(latin, bare).get(0).rows()).containsExactly(List.of("é", "b"), List.of("1", "2"));
    }

    @Test
    void errorsNameDamagedCsvFiles() throws IOException {
        byte[] binary = {'a', ',', (byte) 0xC3, (byte) 0x28, '\n'};
        unreadable(Files.write(folder.resolve("binary.csv"), binary), SMALL, "binary.csv", "is not UTF-8 text");
        unreadable(write("fields.csv", "a,".repeat(20_000)), ReadOptions.DEFAULT, "fields.csv", "is not CSV");
        unreadable(
                write("quote.csv", "a,b\n1,\"" + "x".repeat(17 << 20)),
                ReadOptions.DEFAULT,
                "quote.csv, line 2",
                "is not CSV: ",
                "perhaps a quotation mark is not closed");
        unreadable(write("open.csv", "a,b\n1,\"open\n2,3\n4,5\n"), SMALL, "open.csv, line 2=a quotation mark opens");
        unreadable(write("inch.csv", "a,b\n\"5\" pipe\",3\n"), SMALL, "inch.csv, line 2=is not CSV");
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
        assertThat(table.provenance().get("note"))
                .contains("only its first 3 rows were read", "texts of more than 10 characters were cut off");
        Table rows = read(write("rows.csv", "a\n1\n2\n3\n4\n"), SMALL).get(0);
        assertThat(rows.provenance()).containsEntry("note", "only its first 3 rows were read");
        Table exact = read(write("exact.csv", "a\n1\n2\n3\n"), SMALL).get(0);
        assertThat(exact.provenance()).doesNotContainKey("note");
        try (TableFiles files =
                TableFiles.open(write("t.json", "{\"rows\": [[1], [2], [3], [\"0123456789x\"]]}"), SMALL)) {
            assertThat(files.next().provenance()).containsEntry("note", "only its first 3 rows were read");
            assertThat(files.notedCount()).isEqualTo(1);
        }
    }

    @Test
    void jsonLines() throws IOException {
        Path file = write("t.jsonl", """
                {"id": "x", "caption": "c", "rows": [[1, null]]}

                {"rows":
                {"rows": [["2"]]}
                {"rows": {}}
                """);
        Map<String, String> unreadable = new LinkedHashMap<>();
        try (TableFiles files =
                TableFiles.open(file, SMALL, (place, why) -> unreadable.put(why.source(), why.reason()))) {
            assertThat(files.next()).isEqualTo(new Table("x", "c", List.of(), List.of(List.of("1", ""))));
            assertThat(files.next().id()).isEqualTo("t.jsonl#4");
            assertThat(files.hasNext()).isFalse();
            assertThat(unreadable).containsOnlyKeys(file + ", line 3", file + ", line 5");
            assertThat(unreadable.get(file + ", line 5")).isEqualTo("rows must be an array of arrays, found an object");
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
                "bad.json, line 1=is not JSON: Unexpected end-of-input: expected close marker for Object}");
        unreadable(write("deep.json", "[".repeat(900)), SMALL, "deep.json");
        unreadable(write("large.json", " ".repeat(1001)), SMALL, "large.json", "has 1001 bytes, but the limit is 1000");
    }

    @Test
    void foldersAreReadInOrderOfNames() throws IOException {
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
    void eachUnreadableFileAndTableIsReportedByItsPlaceInTheFolder() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append("{\n");
        }
        Path broken = write("all/below/lines.jsonl", lines.toString());
        write("all/a.json", "{");
        write("all/caption.csv", "a\n1\n");
        Files.write(folder.resolve("all/caption.txt"), "ö".getBytes(StandardCharsets.ISO_8859_1));
        List<String> places = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        ReadOptions any = ReadOptions.DEFAULT.with(Integer.MAX_VALUE, TextCharset.UTF_8);
        try (TableFiles files = TableFiles.open(folder.resolve("all"), any, (place, why) -> {
            places.add(place);
            sources.add(why.source());
        })) {
            assertThat(files.hasNext()).isFalse();
            assertThat(files.unreadableCount()).isEqualTo(152);
        }
        assertThat(places)
                .hasSize(152)
                .startsWith("a.json, line 1", "below/lines.jsonl, line 1")
                .endsWith("below/lines.jsonl, line 150", "caption.txt, line 1");
        assertThat(sources).contains(broken + ", line 150");
    }

    @Test
    void withoutALimitTheFirstUnreadableFileIsTheError() throws IOException {
        ReadOptions none = ReadOptions.DEFAULT.with(0, TextCharset.UTF_8);
        Path file = write("bad.json", "{");
        assertThatThrownBy(() -> read(file, none)).hasMessageStartingWith(file + ", line 1: is not JSON");
    }

    @Test
    void otherFilesAreErrors() throws IOException {
        assertThatThrownBy(() -> TableFiles.open(folder.resolve("none"), SMALL)).hasMessageContaining("does not exist");
        Path notes = write("notes.md", "");
        assertThatThrownBy(() -> TableFiles.open(notes, SMALL))
                .hasMessageContaining("notes.md")
                .hasMessageContaining(".csv, .tsv");
    }

    @Test
    void aLineThatDeclaresTheSeparatorIsNotARow() throws IOException {
        Table table = one("sep.csv", "sep=;\nLand;Einwohner;Fläche\nSchweiz;8,7;41,3\n");
        assertThat(table.headers()).containsExactly("Land", "Einwohner", "Fläche");
        assertThat(table.rows()).containsExactly(List.of("Schweiz", "8,7", "41,3"));
        assertThat(table.provenance()).doesNotContainKey("note");
    }

    @Test
    void titlesAboveTheHeadersBecomeTheCaption() throws IOException {
        Table table = one("title.csv", "Doses by age\n\nof 2024,,\nname,dose,unit\nx,1,mg\n");
        assertThat(table.caption()).isEqualTo("Doses by age of 2024");
        assertThat(table.headers()).containsExactly("name", "dose", "unit");
        assertThat(table.rows()).containsExactly(List.of("x", "1", "mg"));
        assertThat(table.provenance().get("note")).contains("2 lines above the headers");
        assertThat(one("two.csv", "name,\nx,1\n").headers()).containsExactly("name", "");
        assertThat(one("only.csv", "name\n").headers()).containsExactly("name");
    }

    @Test
    void cellsThatMayBeInWrongColumnsAreNoted() throws IOException {
        String note = one("uneven.csv", "# caption: c\na,b\n1,2,3\n1\n1,2,\n4,5,6\n")
                .provenance()
                .get("note");
        assertThat(note)
                .contains("2 rows have more cells than the 2 of the first row (the first of them in line 3)")
                .contains("1 row has fewer cells than the 2 of the first row (the first of them in line 4)");
        assertThat(one("swallowed.csv", "a,b\n1,\"open\n2,3\"\n4,5\n")
                        .provenance()
                        .get("note"))
                .contains("1 row has a quoted cell that holds whole rows")
                .contains("line 2");
        assertThat(one("tabs.tsv", "a\tb\n\"open\t1\n").provenance().get("note"))
                .contains("quotation marks do not form pairs");
        assertThat(one("two.csv", "a,b\nx,2\n\nc,d\ny,4\n").provenance().get("note"))
                .contains("the row in line 4 follows a blank line");
        for (String fine : List.of(
                "a,b\nx,2\n\ny,4\n",
                "a,b\n\"x\n\ny\",2\nc,d\n",
                "a,b\nx,z\n\nc,d\n",
                "a,b\n\nx,2\n",
                "a,b,c\nx,2,z\n\ny,n/a,w\nv,3,u\n",
                "a,b,c\nx,2,z\n\ny,,w\nv,3,u\n")) {
            assertThat(one("fine.csv", fine).provenance()).as(fine).doesNotContainKey("note");
        }
        assertThat(one("lines.csv", "a,b\n1,\"two\nlines\"\n").provenance()).doesNotContainKey("note");
    }

    @Test
    void characterSetsOfCsv() throws IOException {
        Path wide = Files.write(folder.resolve("wide.csv"), "\uFEFFa\tö\n1\t2\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(read(wide, SMALL).get(0).headers()).containsExactly("a", "ö");
        Path windows = Files.write(folder.resolve("windows.csv"), "a,b\nö,1\n".getBytes(StandardCharsets.ISO_8859_1));
        unreadable(windows, SMALL, "windows.csv, line 2=is not UTF-8 text", "'ö' in Windows-1252");
        ReadOptions declared = new ReadOptions(
                0, 1000, 9, 9, 100, true, TextCharset.ofOption(Optional.of(StandardCharsets.ISO_8859_1)));
        assertThat(read(windows, declared).get(0).rows()).containsExactly(List.of("ö", "1"));
        assertThat(read(write("utf.csv", "a,b\nö,1\n"), declared).get(0).rows()).containsExactly(List.of("ö", "1"));
        Files.write(folder.resolve("caption.txt"), "ö".getBytes(StandardCharsets.ISO_8859_1));
        unreadable(write("caption.csv", "a\n1\n"), SMALL, "caption.txt, line 1=is not UTF-8 text");
    }

    @Test
    void formsOfJson() throws IOException {
        String two = "{\"rows\": [[1]]}\n{\"rows\": [[2]]}";
        assertThat(read(write("x.json", two), SMALL)).extracting(Table::id).containsExactly("x.json#1", "x.json#2");
        assertThat(read(write("x.jsonl", "\uFEFF[" + two.replace("}\n", "},\n") + "]"), SMALL))
                .extracting(Table::id)
                .containsExactly("x.jsonl#1", "x.jsonl#2");
        assertThat(read(write("y.jsonl", "\uFEFF" + two), SMALL)).hasSize(2);
        unreadable(write("z.jsonl", "{\"rows\": [[1]]} {\"rows\": [[2]]}"), SMALL, "z.jsonl, line 1=is not JSON");
        unreadable(write("empty.json", " "), SMALL, "empty.json=contains no table");
    }

    @Test
    void skippedFilesAreCountedByReason() throws IOException {
        write("tables/a.csv", "a\n1\n");
        write("tables/a.txt", "Caption of a");
        for (String name :
                List.of("b.xlsx", "c.XLSX", "d.csv.gz", "e.pdf", "notes.txt", "README", ".git/x.csv", "~$a.csv")) {
            write("tables/" + name, "x");
        }
        write("tables/__MACOSX/._a.csv", "x");
        Files.createSymbolicLink(folder.resolve("tables/broken.csv"), folder.resolve("none"));
        try (TableFiles files = TableFiles.open(folder.resolve("tables"), ReadOptions.DEFAULT)) {
            files.forEachRemaining(table -> assertThat(table.caption()).isEqualTo("Caption of a"));
            assertThat(files.fileCount()).isEqualTo(1);
            assertThat(files.passedOver())
                    .extracting(PassedOver::toString)
                    .containsExactlyInAnyOrder(
                            "hidden files and folders: 3, such as .git, __MACOSX, ~$a.csv",
                            "files ending in .xlsx (save each sheet as CSV): 2, such as b.xlsx, c.XLSX",
                            "files ending in .gz (unpack them): 1, such as d.csv.gz",
                            "files ending in .pdf (export their tables as CSV or HTML): 1, such as e.pdf",
                            "files ending in .txt: 1, such as notes.txt",
                            "files without an ending: 1, such as README",
                            "links that lead nowhere: 1, such as broken.csv");
        }
        assertThatThrownBy(() -> TableFiles.open(folder.resolve("tables/b.xlsx"), SMALL))
                .hasMessageContaining("save each sheet as CSV");
    }

    @Test
    void namesOfCaptionsMayBeBesideNamesInUpperCase() throws IOException {
        write("tables/A.CSV", "a\n1\n");
        write("tables/A.txt", "Caption of A");
        write("tables/b.csv", "a\n1\n");
        write("tables/b.TXT", "not read");
        try (TableFiles files = TableFiles.open(folder.resolve("tables"), ReadOptions.DEFAULT)) {
            assertThat(files.next().caption()).isEqualTo("Caption of A");
            assertThat(files.next().caption()).isEmpty();
            assertThat(files.hasNext()).isFalse();
            assertThat(files.passedOver())
                    .extracting(PassedOver::toString)
                    .containsExactly("files ending in .txt: 1, such as b.TXT");
        }
    }

    @Test
    void linksToFoldersAreFollowedOnce() throws IOException {
        write("real/t.csv", "a\n1\n");
        write("all/own.csv", "a\n2\n");
        write("all/.store/s.csv", "a\n3\n");
        Path all = folder.resolve("all");
        Files.createSymbolicLink(all.resolve("linked"), Path.of("../real"));
        Files.createSymbolicLink(all.resolve("other"), Path.of("../real"));
        Files.createSymbolicLink(all.resolve("stored"), Path.of(".store"));
        Files.createSymbolicLink(folder.resolve("real/back"), all);
        Files.createSymbolicLink(all.resolve("up"), folder);
        assertThat(read(all, SMALL)).extracting(Table::id).containsExactly("linked/t.csv", "own.csv", "stored/s.csv");
        assertThat(TableFiles.countFiles(all)).isEqualTo(3);
        try (TableFiles files = TableFiles.open(all, SMALL)) {
            files.forEachRemaining(table -> {});
            assertThat(files.passedOver())
                    .extracting(PassedOver::toString)
                    .containsExactlyInAnyOrder(
                            "hidden files and folders: 1, such as .store",
                            "links to folders that are read anyway, or that contain the link: 2, such as linked/back, up",
                            "folders that were already read through a link: 1, such as other");
        }
    }
}
