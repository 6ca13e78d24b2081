package io.winnow.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.random.Permutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitFileTest {
    private static final List<String> KEYS = List.of("a.png", "b;c.png", "d,\"e\".png", "f\ng", "h", "i", "#j", " k");

    @TempDir
    Path folder;

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Split split = new Split(List.of("train", "validation", "test"), new int[] {2, 0, 0, 1, Split.NONE, 0, 2, 0});
        Path file = folder.resolve("split.csv");
        SplitFile.write(file, KEYS, split);
        assertThat(Files.readString(file)).startsWith("key,part\r\nb;c.png,train\r\n\"d,\"\"e\"\".png\",train\r\n");
        Split read = SplitFile.read(file, KEYS);
        assertThat(read.parts()).isEqualTo(split.parts());
        assertThat(read.of()).isEqualTo(split.of());

        int[] rows = Permutation.of(KEYS.size(), 1);
        Split shuffled =
                SplitFile.read(file, Arrays.stream(rows).mapToObj(KEYS::get).toList());
        assertThat(shuffled.of())
                .isEqualTo(Arrays.stream(rows).map(i -> split.of()[i]).toArray());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("split.csv"), text);
    }

    @Test
    void otherItemsAreAnError() throws IOException {
        Path file = file("key,part\na,train\nx,test\n");
        assertThatThrownBy(() -> SplitFile.read(file, List.of("a", "b", "c")))
                .isInstanceOf(DataException.class)
                .hasMessage(file
                        + " splits other items than the data have: 2 items of the data are not in it (b, c), and it"
                        + " has 1 key that is not in the data (x). Use the data that it was made for, or remove it to split"
                        + " anew.");
    }

    @Test
    void malformedFilesAreErrorsWithALine() throws IOException {
        Path twice = file("key,part\na,train\nb,test\na,test\n");
        assertThatThrownBy(() -> SplitFile.read(twice, List.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 4: the key 'a' is already in line 2");
        Path header = file("id,fold\na,train\n");
        assertThatThrownBy(() -> SplitFile.read(header, List.of("a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("must have the columns key and part, found id, fold");
        Path cells = file("key,part\na,train\nb,test,1\n");
        assertThatThrownBy(() -> SplitFile.read(cells, List.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 3: a line must have 2 values (key and part), found 3");
    }
}
