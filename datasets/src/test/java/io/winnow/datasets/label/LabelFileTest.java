package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFileTest {
    private static final List<String> KEYS = List.of("cat/1.png", "cat/2.png", "dog/1.png");

    @TempDir
    Path folder;

    private int[] read(String name, String text, int... examples) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return LabelFile.read(file, 3, KEYS::get, examples, List.of("cat", "dog"));
    }

    @Test
    void examplesAreNamedOrNumbered() throws IOException {
        String keyed = "label,key,confidence\ndog,cat/1.png,0.9\n0,cat/2.png,1\ncat,dog/1.png,0.5\n";
        assertThat(read("a.csv", keyed, 0, 1, 2)).containsExactly(1, 0, 0);
        String numbered = "{\"index\": 2, \"label\": 1}\n{\"index\": 0, \"label\": \"dog\"}\n";
        assertThat(read("a.jsonl", numbered, 0, 2)).containsExactly(1, 0, 1);
    }

    @Test
    void namesAreStrongerThanNumbers() throws IOException {
        Path file = Files.writeString(folder.resolve("n.csv"), "index,label\n0,1\n");
        assertThat(LabelFile.read(file, 1, i -> "", new int[] {0}, List.of("1", "0")))
                .containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index,label;0,cat;0,dog|line 3: labels 0 again, which line 2 labelled",
                "index,label;3,cat|the index '3' is none of 0 to 2",
                "index,label;-1,cat|the index '-1' is none of 0 to 2",
                "key,label;cow/1.png,cat|no example is called 'cow/1.png'",
                "index,label;0,cow|line 2: the label 'cow' is no class; there are cat, dog, or their numbers 0 to 1",
                "index,label;0,2|the label '2' is no class",
                "index,label;0,cat|has no label for 2 of 3 examples, such as 1, 2",
                "index,label;0|line 2: has 1 fields; the header has 2",
                "index,class;0,cat|line 2: has no label; it has index, class",
                "number,label;0,cat|line 2: has no key",
                "index,label|has no record"
            })
    void mistakesAreNamed(String lines, String message) {
        assertThatThrownBy(() -> read("bad.csv", lines.replace(';', '\n') + "\n", 0, 1, 2))
                .isInstanceOf(LabelFileException.class)
                .hasMessageContaining("bad.csv")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(
                        () -> LabelFile.read(folder.resolve("none.csv"), 1, KEYS::get, new int[] {0}, List.of("cat")))
                .hasMessageContaining("There is no label file");
    }
}
