package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundClassesTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private FoundClasses read(String text) throws IOException {
        return FoundClasses.read(Files.writeString(folder.resolve("classes.csv"), text), notes::add);
    }

    @Test
    void oldClassesComeBeforeThoseThatAnswersNamed() throws IOException {
        FoundClasses found = read("""
                key,label,class,probability,margin,answered
                1,bee,bee,0.9,0.8,yes
                2,cat,cat,0.8,0.6,
                3,,new 1,0.7,0.5,
                """);
        assertThat(found.classes()).containsExactly("cat", "bee", "new 1");
        assertThat(found.old()).isEqualTo(1);
        assertThat(found.named()).isEqualTo(2);
        assertThat(notes).isEmpty();
    }

    /** Files without the column are of an earlier version. */
    @Test
    void withoutTheColumnOfAnswersAllLabelsAreOldAndTheUserIsTold() throws IOException {
        FoundClasses found = read("key,label,class,probability,margin\n1,bee,bee,0.9,0.8\n2,,new 1,0.7,0.5\n");
        assertThat(found.old()).isEqualTo(1);
        assertThat(found.named()).isEqualTo(1);
        assertThat(notes).singleElement().asString().contains("no column answered", "count as old ones");
    }
}
