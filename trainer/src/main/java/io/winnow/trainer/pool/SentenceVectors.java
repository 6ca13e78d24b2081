package io.winnow.trainer.pool;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes vectors of texts by the sentence encoder that comes with Winnow (all-MiniLM-L6-v2). */
public final class SentenceVectors {
    private static final int MAX_TOKENS = 128;

    private SentenceVectors() {}

    /** Returns the digest of the encoder (SHA-256, hex). */
    public static String digest() throws IOException {
        return PretrainedText.EMBEDDED.digest();
    }

    /**
     * Computes the vectors (N, 384) of texts, each of length 1; null for blank texts. A text that occurs several times is encoded once.
     *
     * @param texts at least one that is not blank
     */
    public static float[][] of(List<String> texts, NDManager manager) throws IOException {
        Map<String, Integer> places = new LinkedHashMap<>();
        texts.stream().filter(text -> !text.isBlank()).forEach(text -> places.putIfAbsent(text, places.size()));
        List<String> distinct = List.copyOf(places.keySet());
        TextDataset data = TextDataset.unlabelled(
                "texts", distinct, distinct.stream().map(Text::of).toList());
        try (NDArray rows =
                new FrozenVectors(FrozenEncoder.of(PretrainedText.EMBEDDED, MAX_TOKENS)).compute(data, manager)) {
            float[] all = rows.toFloatArray();
            int width = all.length / distinct.size();
            return texts.stream()
                    .map(text -> text.isBlank()
                            ? null
                            : Arrays.copyOfRange(all, places.get(text) * width, (places.get(text) + 1) * width))
                    .toArray(float[][]::new);
        }
    }
}
