package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corrections of a table with a column for each class. */
class ClassColumnsTest {
    private static final String WIDE =
            "id,symptom_itch,note,symptom_rash,symptom_pain\r\n1,1,\"a, b\",0,\r\n2,0,x,0,1\r\n3,0.0,y,1.0,-1\r\n";

    @TempDir
    Path folder;

    private String applied(String name, String content, List<String> columns, String... lines) throws IOException {
        Path corrections = Files.writeString(
                folder.resolve("corrections.csv"), "key,given,corrected\n" + String.join("\n", lines) + "\n");
        CorrectableFile.Corrected corrected = CorrectableFile.apply(
                Files.writeString(folder.resolve(name), content),
                new CorrectableFile.Options(
                        Optional.of("id"),
                        false,
                        Optional.empty(),
                        Optional.of(new CorrectableFile.ClassCells(
                                columns, List.of("1", "yes", "true"), List.of("0", "no", "false", "-1"))),
                        TextCharset.UTF_8,
                        "|",
                        Map.of(),
                        false),
                LabelCorrections.read(corrections));
        return new String(corrected.bytes(), StandardCharsets.UTF_8);
    }

    /** A class that is added or taken away is written as other cells of its column write it. */
    @Test
    void onlyTheCellsOfChangedClassesDiffer() throws IOException {
        assertThat(applied("wide.csv", WIDE, List.of("symptom_*"), "1,itch,pain", "2,pain,rash|pain", "3,rash,"))
                .isEqualTo(WIDE.replace("1,1,\"a, b\",0,", "1,0,\"a, b\",0,1")
                        .replace("2,0,x,0,1", "2,0,x,1.0,1")
                        .replace("0.0,y,1.0,-1", "0.0,y,0,-1"));
    }

    @Test
    void otherColumnsKeepTheirNamesAsClasses() throws IOException {
        String json = "{\"id\":\"a\",\"cat\":true,\"dog\":false}\n{\"id\":\"b\",\"cat\":false,\"dog\":null}\n";
        assertThat(applied("wide.jsonl", json, List.of("cat", "dog"), "a,cat,dog", "b,,cat"))
                .isEqualTo("{\"id\":\"a\",\"cat\":false,\"dog\":true}\n{\"id\":\"b\",\"cat\":true,\"dog\":null}\n");
        assertThat(applied("words.csv", "id,cat,dog\n1,Yes,\n2,,\n", List.of("cat", "dog"), "1,cat,dog"))
                .isEqualTo("id,cat,dog\n1,0,Yes\n2,,\n");
        // Where -1 stands beside 0, it may mean that nobody is sure.
        assertThat(applied("signs.csv", "id,cat,dog\n1,1,-1\n2,,\n", List.of("cat", "dog"), "1,cat,dog"))
                .isEqualTo("id,cat,dog\n1,-1,1\n2,,\n");
        assertThat(applied("unsure.csv", "id,cat,dog\n1,1,-1\n2,0,-1\n", List.of("cat", "dog"), "1,cat,"))
                .isEqualTo("id,cat,dog\n1,0,-1\n2,0,-1\n");
    }

    @Test
    void mistakesChangeNothing() {
        assertThatThrownBy(() -> applied("wide.csv", WIDE, List.of("symptom_*"), "1,itch,itch|rush"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("the corrected label 'rush' has no column in")
                .hasMessageContaining("Did you mean 'rash'?");
        assertThatThrownBy(() -> applied("wide.csv", WIDE, List.of("symptom_*"), "2,itch,rash"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2");
        assertThatThrownBy(() -> applied("wide.csv", WIDE, List.of("sign_*"), "1,itch,rash"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("fits sign_*; it has id, symptom_itch");
    }
}
