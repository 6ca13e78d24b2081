package io.winnow.trainer.toy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.VectorRows;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Preprocessing that counts each letter from a to z (B, 26). */
@Kind("letters")
public record LetterCounts() implements Preprocessing {
    static final int LETTERS = 26;

    static float[][] of(TextDataset words) {
        float[][] counts = new float[words.size()][LETTERS];
        for (int i = 0; i < counts.length; i++) {
            for (char letter : words.item(i).first().toCharArray()) {
                counts[i][letter - 'a']++;
            }
        }
        return counts;
    }

    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        return VectorRows.map(of((TextDataset) items), examples, batchSize, manager, function);
    }

    @Override
    public NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return new NDList(VectorRows.batch(of((TextDataset) items), examples, manager));
    }

    /** Counts of letters suit a linear model, so that such a model stands beside every result. */
    @Override
    public Optional<Raw> raw() {
        return Optional.of(new Raw("letters", LETTERS, true));
    }

    @Override
    public NDArray random(int count, NDManager manager) {
        return manager.randomUniform(0, 3, new Shape(count, LETTERS));
    }
}
