package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Pretrained word vectors, read from a text file in the format of GloVe, word2vec and fastText. Each line has a word and the numbers of its
 * vector; the first line may hold two counts instead. A word may contain blanks, as some of GloVe's do. Files that end in {@code .gz} are decompressed. Only the vectors of a vocabulary's
 * words are kept.
 */
final class WordVectors {
    private final Map<String, float[]> vectors;

    private WordVectors(Map<String, float[]> vectors) {
        this.vectors = vectors;
    }

    /**
     * Reads the vectors of a vocabulary's words. If a word occurs twice in the file, the first vector is used.
     *
     * @param dimension size of the vectors
     * @throws UserException if a line does not consist of a word and {@code dimension} numbers, or if the file has no vector for any word of
     *     the vocabulary
     */
    static WordVectors read(Path file, Vocabulary vocabulary, int dimension) throws IOException {
        Set<String> wanted = new HashSet<>(vocabulary.words());
        Map<String, float[]> vectors = new HashMap<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                // At the beginning of a line, a blank other than U+0020 can be the word itself.
                String[] parts = line.stripTrailing().split(" +");
                boolean counts = number == 1 && parts.length == 2;
                if (counts || line.isBlank()) {
                    continue;
                }
                int blanks = parts.length - dimension - 1;
                if (blanks > 0 && !isNumber(parts[blanks])) {
                    continue; // a word with blanks, which no vocabulary contains
                }
                if (blanks != 0) {
                    throw new UserException(file + ":" + number + ": the word vector has " + (parts.length - 1)
                            + " numbers, but the encoder's embedding has " + dimension
                            + ". Set embedding to the size of the vectors, or use another file.");
                }
                if (wanted.remove(parts[0])) {
                    vectors.put(parts[0], numbers(parts, file, number));
                }
            }
        }
        if (vectors.isEmpty()) {
            throw new UserException(file + " has a vector for none of the "
                    + vocabulary.words().size() + " words of the training tables, which are in lower case. Use word"
                    + " vectors of lower-case words in the language of the tables.");
        }
        return new WordVectors(vectors);
    }

    private static boolean isNumber(String text) {
        try {
            Float.parseFloat(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static float[] numbers(String[] parts, Path file, long line) {
        float[] numbers = new float[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Float.parseFloat(parts[i + 1]);
            } catch (NumberFormatException e) {
                throw new UserException(file + ":" + line + ": expected a number, found '" + parts[i + 1]
                        + "'. Each line must consist of a word and the numbers of its vector, separated by spaces.");
            }
        }
        return numbers;
    }

    /** Number of words that have a vector. */
    int size() {
        return vectors.size();
    }

    /**
     * Copies the vectors into the network's embeddings. The rows of words without a vector are not changed.
     *
     * @param names names of the network's embeddings, whose rows correspond to the vocabulary's ids
     */
    void fill(Layer network, List<String> names, Vocabulary vocabulary) {
        for (String name : names) {
            NDArray embedding = network.getParameters().get(name).getArray();
            float[] values = embedding.toFloatArray();
            vectors.forEach((word, vector) ->
                    System.arraycopy(vector, 0, values, vocabulary.id(word) * vector.length, vector.length));
            embedding.set(FloatBuffer.wrap(values));
        }
    }
}
