package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.Plural;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.modality.Views;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Views of texts as vectors of a frozen encoder: a few changed copies of each text, whose vectors are computed once and kept. A view of a text
 * is one of its copies. The copies do not depend on the seed of an experiment, so that experiments share them.
 */
final class TextCopies implements Views {
    private final TextViews changes;
    private final int copies;
    private final List<Tokens> texts;
    private final int[] examples;
    private final FrozenEncoder encoder;
    private final String name;
    private final Optional<Path> kept;
    private float[][] vectors;

    /**
     * @param changes makes a changed copy
     * @param copies number of copies of each text
     * @param texts the tokens of the texts (N)
     * @param examples indices of the texts in batches, ascending (N)
     * @param name name of the texts, for messages
     * @param kept folder in which vectors are kept; empty if they are not kept
     */
    TextCopies(
            TextViews changes,
            int copies,
            List<Tokens> texts,
            int[] examples,
            FrozenEncoder encoder,
            String name,
            Optional<Path> kept) {
        this.changes = changes;
        this.copies = copies;
        this.texts = texts;
        this.examples = examples;
        this.encoder = encoder;
        this.name = name;
        this.kept = kept;
    }

    @Override
    public synchronized void prepare(Consumer<String> say) {
        if (vectors == null) {
            List<Tokens> changed = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                for (int copy = 0; copy < copies; copy++) {
                    changed.add(changes.view(texts.get(i), CounterRandom.of(i, copy)));
                }
            }
            vectors = new FrozenVectors(encoder)
                    .of(
                            changed,
                            kept,
                            () -> say.accept("Computing the vectors of "
                                    + Plural.of(copies, "changed copy", "changed copies")
                                    + " of each of " + Plural.of(texts.size(), "text", "texts") + " of " + name
                                    + " with the frozen encoder; they are kept"
                                    + kept.map(folder -> " in " + folder + ".").orElse(" in memory.")));
        }
    }

    @Override
    public NDArray of(ExampleBatch batch, NDArray read, long key, int number) {
        prepare(note -> {});
        int[] indices = batch.indices();
        int[] rows = new int[indices.length];
        for (int i = 0; i < rows.length; i++) {
            int copy = CounterRandom.of(key, number, batch.first() + i).nextInt(copies);
            rows[i] = Arrays.binarySearch(examples, indices[i]) * copies + copy;
        }
        return VectorRows.batch(vectors, rows, read.getManager());
    }

    @Override
    public NDArray of(NDArray read, int first, long key, int number) {
        throw new UnsupportedOperationException("copies are found by the indices of a batch");
    }
}
