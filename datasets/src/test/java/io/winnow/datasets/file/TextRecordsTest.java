package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextRecordsTest {
    @TempDir
    Path folder;

    private RecordFile read(RecordFormat format, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), text);
        return RecordFile.read(
                file, new RecordOptions("metadata file", TextCharset.UTF_8, Optional.of(format), false, Set.of()));
    }

    /** A quotation mark, a comma or a "#" has no meaning in plain text. */
    @Test
    void everyLineIsAText() throws IOException {
        RecordFile file = read(RecordFormat.TEXT, "\uFEFF5\" pipe, new\r\n\r\n  # two  \n__label__a three");
        assertThat(file.rows())
                .extracting(row -> row.get("text"))
                .containsExactly("5\" pipe, new", "# two", "__label__a three");
        assertThat(file.rows()).extracting(FileRecord::line).containsExactly(1L, 3L, 4L);
        assertThat(file.notes()).containsExactly("1 blank line was skipped");
    }

    /** Labels may stand anywhere and hold any character but whitespace; a line may have none, or no text. */
    @Test
    void labelsOfFastText() throws IOException {
        RecordFile file = read(
                RecordFormat.FASTTEXT,
                "__label__sauce __label__cheese How much \"potato\" starch\nno label\nend __label__a\"b\n__label__x");
        assertThat(file.rows())
                .extracting(row -> row.findText("text").orElse("-"))
                .containsExactly("How much \"potato\" starch", "no label", "end", "-");
        assertThat(file.rows())
                .extracting(row -> row.get("labels"))
                .containsExactly("[\"sauce\", \"cheese\"]", "[]", "[\"a\\\"b\"]", "[\"x\"]");
    }

    @Test
    void columnsOfJsonMayBeKeptWhole() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"meta\": {\"labels\": [\"a\"], \"x\": 1}, \"soft\": {\"b\": 0.5}}\n{\"meta\": {\"labels\": []}, \"soft\": null}\n");
        RecordFile records = RecordFile.read(
                file,
                new RecordOptions(
                        "metadata file", TextCharset.UTF_8, Optional.empty(), false, Set.of("meta.labels", "Soft")));
        assertThat(records.columns()).containsExactly("meta.labels", "meta.x", "soft");
        assertThat(records.rows().get(0).get("meta.labels")).isEqualTo("[\"a\"]");
        assertThat(records.rows().get(0).get("soft")).isEqualTo("{\"b\":0.5}");
        assertThat(records.rows().get(1).get("meta.labels")).isEqualTo("[]");
        assertThat(records.rows().get(1).find("soft")).isEmpty();
    }

    /** A blank value is a record without one, so that the records behind it keep their numbers, and its column is one of the file. */
    @Test
    void blankValuesOfTheOnlyColumnAreRecords() throws IOException {
        for (RecordFile file : List.of(
                read(RecordFormat.CSV, "text\none\n\"\"\n\nthree\n\"  \""),
                read(
                        RecordFormat.JSON,
                        "[{\"text\": \"one\"}, {\"text\": \"\"}, {\"text\": \"three\"}, {\"text\": \" \"}]"))) {
            assertThat(file.rows())
                    .extracting(row -> row.find("text"))
                    .containsExactly(Optional.of("one"), Optional.empty(), Optional.of("three"), Optional.empty());
        }
        assertThat(read(RecordFormat.JSON, "[{\"key\": 1, \"text\": \" \"}]").columns())
                .containsExactly("key", "text");
    }
}
