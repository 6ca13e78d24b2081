package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Preprocessing that turns a text into the vector of a frozen pretrained encoder, of length 1.
 *
 * @param encoder the encoder
 * @param dimension length of the vectors
 */
public record TextVectors(FrozenEncoder encoder, int dimension) implements Preprocessing {
    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        float[][] vectors = texts(items).vectors();
        NDArray all = null;
        for (int row = 0; row < examples.length; row += batchSize) {
            StopSignal.poll();
            int size = Math.min(batchSize, examples.length - row);
            try (NDManager scope = manager.newSubManager()) {
                NDArray out = function.apply(rows(vectors, Arrays.copyOfRange(examples, row, row + size), scope));
                if (all == null) {
                    all = manager.create(
                            new Shape(examples.length, out.getShape().get(1)));
                }
                all.set(new NDIndex("{}:{}", row, row + size), out);
            }
        }
        return all;
    }

    /** Computes the vectors of texts (N, D) without keeping them. */
    public NDArray compute(TextDataset texts, NDManager manager) throws IOException {
        return encoder.compute(texts, manager);
    }

    @Override
    public NDArray first(Dataset<?> items, int count, int maxCorrupt, NDManager manager) {
        int[] first = new int[Math.min(count, items.size())];
        Arrays.setAll(first, i -> i);
        return rows(texts(items).vectors(), first, manager);
    }

    @Override
    public Optional<Raw> raw() {
        return Optional.of(new Raw("pretrained_vectors", dimension, true));
    }

    @Override
    public NDArray random(int count, NDManager manager) {
        return manager.randomNormal(new Shape(count, dimension));
    }

    @Override
    public TextVectors at(Path run) {
        return new TextVectors(encoder.at(run), dimension);
    }

    private static EmbeddedTexts texts(Dataset<?> items) {
        if (items instanceof EmbeddedTexts texts) {
            return texts;
        }
        throw new UserException(items.name() + " does not consist of texts, but the model takes texts.");
    }

    /** Returns some rows of vectors as one array (B, D). */
    static NDArray rows(float[][] vectors, int[] chosen, NDManager manager) {
        int width = vectors.length == 0 ? 0 : vectors[0].length;
        float[] values = new float[chosen.length * width];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(vectors[chosen[i]], 0, values, i * width, width);
        }
        return manager.create(values, new Shape(chosen.length, width));
    }
}
