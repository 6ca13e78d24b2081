package io.winnow.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.models.layer.Layer;
import io.winnow.models.table.TableNetOptions;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
    private static final Vocabulary WORDS =
            Vocabulary.fit(Stream.of("dose", "cell", "age"), new Vocabulary.Options(true, 1, 100));
    private static final TableNetOptions SMALL = new TableNetOptions(2, 2, 2, 2, 3, 2, 4, 3, 0.1, 0.9);

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("vectors.txt"), text);
    }

    @Test
    void embeddingsOfWordsWithAVectorAreReplacedAndOthersAreKept() throws IOException {
        Path file = folder.resolve("vectors.vec.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("4 3\nage 1 2.5 -3\nother 9 9 9\ncell 4e-1 5 6 \nage 7 7 7\n".getBytes(StandardCharsets.UTF_8));
        }
        WordVectors vectors = WordVectors.read(file, WORDS, 3);
        assertThat(vectors.size()).isEqualTo(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer network = SMALL.build(WORDS.size(), WORDS.size());
            network.initialize(manager);
            for (String name : TableNetOptions.EMBEDDINGS) {
                float[] before = embedding(network, name);
                vectors.fill(network, TableNetOptions.EMBEDDINGS, WORDS);
                float[] after = embedding(network, name);
                assertThat(row(after, WORDS.id("age"))).containsExactly(1, 2.5f, -3);
                assertThat(row(after, WORDS.id("cell"))).containsExactly(0.4f, 5, 6);
                assertThat(row(after, WORDS.id("dose"))).containsExactly(row(before, WORDS.id("dose")));
                assertThat(row(after, Vocabulary.PADDING)).containsExactly(row(before, Vocabulary.PADDING));
            }
        }
    }

    private static float[] embedding(Layer network, String name) {
        return network.getParameters().get(name).getArray().toFloatArray();
    }

    private static float[] row(float[] values, int id) {
        return Arrays.copyOfRange(values, 3 * id, 3 * id + 3);
    }

    @Test
    void aVectorOfTheWrongSizeIsReportedWithItsLine() throws IOException {
        Path file = file("age 1 2 3\ncell 1 2\n");
        assertThatThrownBy(() -> WordVectors.read(file, WORDS, 3))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        file + ":2: the word vector has 2 numbers, but the encoder's embedding has 3. Set embedding");
    }

    @Test
    void wordsMayContainBlanks() throws IOException {
        Path file = file(". . . 1 2 3\r\nat name@domain.com 4 5 6\n\u3000 7 8 9\n 1 1 1\nage 0.5 2 3 \n");
        assertThat(WordVectors.read(file, WORDS, 3).size()).isEqualTo(1);
        Path larger = file("age 1 2 3 4\n");
        assertThatThrownBy(() -> WordVectors.read(larger, WORDS, 3))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(":1: the word vector has 4 numbers, but the encoder's embedding has 3");
    }

    @Test
    void textInPlaceOfANumberIsReportedWithItsLine() throws IOException {
        Path file = file("age 1 2 x\n");
        assertThatThrownBy(() -> WordVectors.read(file, WORDS, 3))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(":1: expected a number, found 'x'");
    }

    @Test
    void aFileWithoutAnyOfTheWordsIsAnError() throws IOException {
        Path file = file("Age 1 2 3\n");
        assertThatThrownBy(() -> WordVectors.read(file, WORDS, 3))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none of the 3 words");
    }
}
