package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRecordsTest {
    private static final String SCHEMA = """
            optional binary text (UTF8);
            optional int32 small;
            optional int64 large;
            optional double number;
            optional boolean sure;
            optional int32 day (DATE);
            optional int64 at (TIMESTAMP_MILLIS);
            optional group labels (LIST) { repeated group list { optional binary element (UTF8); } }
            optional group old (LIST) { repeated binary array (UTF8); }
            optional group soft (LIST) { repeated group list { optional double element; } }
            optional group meta { optional binary source (UTF8); optional group in { required int32 year; } }
            optional group counts (MAP) { repeated group key_value { required binary key (UTF8); optional int32 value; } }
            repeated int32 bare;
            """;

    private static final String[] LINES = {
        "{\"text\":\" one \",\"small\":-3,\"large\":12345678901234,\"number\":0.1,\"sure\":true,\"day\":\"2024-05-01\","
                + "\"at\":\"2024-05-01T12:30:00Z\",\"labels\":[\"a\",\"b\"],\"old\":[\"x\",\"y\"],\"soft\":[0.25,0.75],"
                + "\"meta\":{\"source\":\"web\",\"in\":{\"year\":2020}},\"counts\":{\"u\":1,\"v\":2},\"bare\":[1,2]}",
        "{\"text\":null,\"small\":null,\"large\":null,\"number\":null,\"sure\":null,\"day\":null,\"at\":null,\"labels\":null,"
                + "\"old\":null,\"soft\":null,\"meta\":null,\"counts\":null,\"bare\":[]}",
        "{\"text\":\"zwei\\nlines, \\\"ü\\\"\",\"small\":1,\"large\":-1,\"number\":1.0E10,\"sure\":false,\"day\":\"1969-12-31\","
                + "\"at\":\"1960-01-01T00:00:00.001Z\",\"labels\":[\"a\"],\"old\":[],\"soft\":[1.0],"
                + "\"meta\":{\"source\":null,\"in\":null},\"counts\":{},\"bare\":[7]}",
        "{\"text\":\" one \",\"small\":1,\"large\":0,\"number\":2.5,\"sure\":true,\"day\":\"2024-05-01\",\"at\":null,"
                + "\"labels\":[null],\"old\":[\"x\"],\"soft\":null,\"meta\":{\"source\":\"\",\"in\":{\"year\":1}},"
                + "\"counts\":{\"w\":null},\"bare\":[7,8,9]}"
    };

    @TempDir
    Path folder;

    private static RecordFile read(Path file, String... whole) throws IOException {
        return RecordFile.read(
                file, new RecordOptions("label file", TextCharset.UTF_8, Optional.empty(), false, Set.of(whole)));
    }

    private static RecordFile read(Path file) throws IOException {
        return read(file, new String[0]);
    }

    /** What the columns of all records hold, or why they do not hold one value, without the place of the record. */
    private static List<String> values(RecordFile file) {
        List<String> values = new ArrayList<>();
        for (FileRecord row : file.rows()) {
            for (String column : file.columns().stream().sorted().toList()) {
                try {
                    values.add(column + "=" + row.findPadded(column).orElse(null));
                } catch (DataException e) {
                    values.add(e.getMessage().replaceFirst(".*: ", ""));
                }
            }
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "GZIP", "SNAPPY", "ZSTD", "LZ4_RAW"})
    void recordsAreThoseOfTheSameDataAsJsonLines(CompressionCodec codec) throws IOException {
        Path lines = Files.write(folder.resolve("a.jsonl"), List.of(LINES));
        for (String[] whole :
                List.of(new String[0], new String[] {"Labels", "old", "soft", "meta", "counts", "bare"})) {
            List<String> expected = values(read(lines, whole));
            ParquetWriter writer = new ParquetWriter(SCHEMA).codec(codec);
            assertThat(values(read(writer.write(folder.resolve("a.parquet"), LINES), whole)))
                    .isEqualTo(expected);
            Path groups = writer.version2().rowsPerGroup(3).write(folder.resolve("groups.parquet"), LINES);
            assertThat(values(read(groups, whole))).isEqualTo(expected);
        }
    }

    /** Many equal values, of which a column has a dictionary, and so many different ones that it has several pages. */
    @Test
    void manyRecords() throws IOException {
        String[] lines = new String[3_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "{\"key\":\"example number " + i + "\",\"label\":\"class " + i % 7 + "\",\"n\":"
                    + (i % 11 == 0 ? null : i) + "}";
        }
        String schema = "required binary key (UTF8); required binary label (UTF8); optional int64 n;";
        Path json = Files.write(folder.resolve("a.jsonl"), List.of(lines));
        ParquetWriter writer = new ParquetWriter(schema)
                .codec(CompressionCodec.SNAPPY)
                .rowsPerGroup(2_000)
                .rowsPerPage(300);
        Path old = writer.write(folder.resolve("a.parquet"), lines);
        assertThat(values(read(old))).isEqualTo(values(read(json)));
        assertThat(values(read(writer.version2().write(folder.resolve("b.parquet"), lines))))
                .isEqualTo(values(read(json)));
        assertThat(Files.size(old)).isLessThan(Files.size(json) / 2);
    }

    @Test
    void columnsAreThoseOfTheSchemaAndPlacesAreNumbers() throws IOException {
        Path file = new ParquetWriter("optional int32 b; optional int32 a; optional binary c (UTF8);")
                .write(folder.resolve("labels"), "{\"a\":1}", "{\"a\":2,\"c\":\"x\\ny\"}");
        RecordFile records = read(file);
        assertThat(records.format()).isEqualTo(RecordFormat.PARQUET);
        assertThat(records.columns()).containsExactly("b", "a", "c");
        assertThatThrownBy(() -> records.rows().get(1).find("c"))
                .hasMessageStartingWith(file + ", record 2: c spans several lines");
        assertThatThrownBy(() -> records.column("d", "--label-column"))
                .hasMessage(file + " has no column 'd' (--label-column); it has b, a, c.");
    }

    @Test
    void binaryColumnsAreLeftOutAndNamed() throws IOException {
        Path file = new ParquetWriter("optional binary raw; optional int32 label;"
                        + " optional group image { optional binary bytes; optional binary path (UTF8); }")
                .write(
                        folder.resolve("a.parquet"),
                        "{\"raw\":\"x\",\"label\":1,\"image\":{\"bytes\":\"y\",\"path\":\"a.png\"}}");
        RecordFile records = read(file);
        assertThat(records.columns()).containsExactly("label");
        assertThat(records.notes())
                .containsExactly(
                        "the column image was left out, since it holds whole files, such as images (their bytes and path)",
                        "the column raw was left out, since it holds binary data (BINARY)");
        assertThatThrownBy(() -> records.column("Image", "--path-column"))
                .hasMessage(
                        file + " has no column 'Image' (--path-column) that can be read. The column image holds whole"
                                + " files, such as images (their bytes and path). Write text as strings. If these are images,"
                                + " name the file as data of `kind: images`, which reads their labels, too; or write each image to a file"
                                + " of its own, whose path a column names.");
        assertThat(records.unreadable("image.path")).isPresent();
        assertThat(records.unreadable("im")).isEmpty();
    }

    @Test
    void filesWithoutRecordsOrOfAnotherFormatAreRefused() throws IOException {
        Path empty = new ParquetWriter("optional int32 label;").write(folder.resolve("a.parquet"));
        assertThatThrownBy(() -> read(empty)).hasMessage(empty + " has no records; it has the columns label.");
        Path text = Files.writeString(folder.resolve("b.parquet"), "text,label\nx,y\n");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DataException.class)
                .hasMessage(text + " should be a Parquet file, but does not begin with the letters PAR1; it begins with"
                        + " 'text,label'. Write it again, or give it the ending of its format, such as .csv.");
        RecordOptions declared =
                new RecordOptions("label file", TextCharset.UTF_8, Optional.of(RecordFormat.PARQUET), false, Set.of());
        Path csv = Files.writeString(folder.resolve("c.csv"), "text,label\nx,y\n");
        assertThatThrownBy(() -> RecordFile.read(csv, declared))
                .hasMessageContaining("although parquet is set as its format. Leave the format out");
        assertThatThrownBy(() -> RecordFile.read(folder.resolve("none.parquet"), declared))
                .hasMessageContaining("does not exist");
    }

    @Test
    void labelsCannotBeReplaced() throws IOException {
        Path file = new ParquetWriter("optional int32 label;").write(folder.resolve("a.parquet"), "{\"label\":1}");
        RecordFile records = read(file);
        assertThatThrownBy(() -> EditableFile.of(records, RecordOptions.of("label file")))
                .hasMessage(file
                        + " is Parquet, in which labels cannot be replaced. Write it as CSV or JSON lines, and apply"
                        + " the corrections to that.");
    }
}
