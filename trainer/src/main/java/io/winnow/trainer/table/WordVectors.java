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
 * Pretrained vectors of words, from a text file as GloVe, word2vec and fastText write it: a word and its numbers a line, perhaps after a
 * line of two counts; {@code .gz} is unpacked. Only those of a vocabulary's words are kept.
 */
final class WordVectors {
    private final Map<String, float[]> vectors;

    private WordVectors(Map<String, float[]> vectors) {
        this.vectors = vectors;
    }

    /**
     * Reads the vectors of a vocabulary's words; of a word that comes twice the first.
     *
     * @param dimension numbers of a vector
     * @throws UserException for a line that is no word with so many numbers, and when no word of the vocabulary has a vector
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
                String[] parts = line.strip().split(" +");
                boolean counts = number == 1 && parts.length == 2;
                if (counts || line.isBlank()) {
                    continue;
                }
                if (parts.length != dimension + 1) {
                    throw new UserException(file + ":" + number + " has " + (parts.length - 1)
                            + " numbers after its word; the encoder's embedding has " + dimension + ".");
                }
                if (wanted.remove(parts[0])) {
                    vectors.put(parts[0], numbers(parts, file, number));
                }
            }
        }
        if (vectors.isEmpty()) {
            throw new UserException(file + " has a vector for none of the "
                    + vocabulary.words().size() + " words of the training tables, which are in lower case.");
        }
        return new WordVectors(vectors);
    }

    private static float[] numbers(String[] parts, Path file, long line) {
        float[] numbers = new float[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            try {
                numbers[i] = Float.parseFloat(parts[i + 1]);
            } catch (NumberFormatException e) {
                throw new UserException(file + ":" + line + " has '" + parts[i + 1] + "' where a number should be.");
            }
        }
        return numbers;
    }

    /** Words that have a vector. */
    int size() {
        return vectors.size();
    }

    /**
     * Puts the vectors into embeddings; the rows of other words stay.
     *
     * @param names of the network's embeddings, whose rows are the vocabulary's ids
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
