package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.CaptionFile.Caption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionFileTest {
    @TempDir
    Path folder;

    private CaptionFile.Captions read(String name, String content) throws IOException {
        return CaptionFile.read(Files.writeString(folder.resolve(name), content), TextCharset.UTF_8);
    }

    @Test
    void anItemMayHaveSeveralCaptionsAndARecordMayHaveNone() throws IOException {
        CaptionFile.Captions found = read("a.csv", "path,caption\na.jpg,\"a dog, running\"\nb.jpg,\na.jpg,a pet\n");
        assertThat(found.captions())
                .containsExactly(new Caption("a.jpg", "a dog, running"), new Caption("a.jpg", "a pet"));
        assertThat(found.blank()).isEqualTo(1);
    }

    @Test
    void readsFilesOfOtherTools() throws IOException {
        Caption dog = new Caption("a.jpg", "a dog");
        assertThat(read("flickr.csv", "image_name| comment_number| comment\na.jpg| 0| a dog\n")
                        .captions())
                .containsExactly(dog);
        assertThat(read("b.jsonl", "{\"image\": \"a.jpg\", \"text\": \"a dog\"}\n")
                        .captions())
                .containsExactly(dog);
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> read("c.csv", "path,words\na.jpg,a dog\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no column of captions; it has the columns path, words")
                .hasMessageContaining("Name that of the captions caption");
        assertThatThrownBy(() -> read("d.csv", "path,caption\na.jpg,\n"))
                .hasMessageContaining("has no text in the column caption of its 1 record.");
        assertThatThrownBy(() -> read("e.csv", "path,caption\n,a dog\n"))
                .hasMessageContaining("line 2: has no value for path");
        assertThatThrownBy(() -> read("f.csv", "")).hasMessageContaining("has no records");
    }
}
