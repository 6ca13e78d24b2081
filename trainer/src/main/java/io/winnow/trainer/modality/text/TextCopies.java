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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Views of texts as vectors of a frozen encoder: a few changed copies of each text, whose vectors are computed once and kept. A view of a text
 * is one of its copies: those that a user has made, or texts in which words are changed. The copies do not depend on the seed of an
 * experiment, so that experiments share them.
 */
final class TextCopies implements Views {
    private final TextViews changes;
    private final int copies;
    private final List<Tokens> texts;
    private final int[] examples;
    private final Map<Integer, List<Tokens>> given;
    private final FrozenEncoder encoder;
    private final String name;
    private final Optional<Path> kept;
    private float[][] vectors;
    /** Row of {@link #vectors} at which the copies of each text begin, and after these the number of rows (N + 1). */
    private int[] begins;

    /**
     * @param changes makes a changed copy
     * @param copies number of changed copies of each text that {@code given} has not
     * @param texts the tokens of the texts (N)
     * @param examples indices of the texts in batches, ascending (N)
     * @param given tokens of the copies that a user has made, by the index of their text
     * @param name name of the texts, for messages
     * @param kept folder in which vectors are kept; empty if they are not kept
     */
    TextCopies(
            TextViews changes,
            int copies,
            List<Tokens> texts,
            int[] examples,
            Map<Integer, List<Tokens>> given,
            FrozenEncoder encoder,
            String name,
            Optional<Path> kept) {
        this.changes = changes;
        this.copies = copies;
        this.texts = texts;
        this.examples = examples;
        this.given = given;
        this.encoder = encoder;
        this.name = name;
        this.kept = kept;
    }

    @Override
    public synchronized void prepare(Consumer<String> say) {
        if (vectors == null) {
            List<Tokens> changed = new ArrayList<>();
            begins = new int[texts.size() + 1];
            for (int i = 0; i < texts.size(); i++) {
                List<Tokens> own = given.getOrDefault(examples[i], List.of());
                changed.addAll(own);
                for (int copy = 0; own.isEmpty() && copy < copies; copy++) {
                    changed.add(changes.view(texts.get(i), CounterRandom.of(i, copy)));
                }
                begins[i + 1] = changed.size();
            }
            vectors = new FrozenVectors(encoder)
                    .of(
                            changed,
                            kept,
                            () -> say.accept("Computing the vectors of "
                                    + Plural.of(changed.size(), "changed copy", "changed copies")
                                    + " of " + Plural.of(texts.size(), "text", "texts") + " of " + name
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
            int place = Arrays.binarySearch(examples, indices[i]);
            rows[i] = begins[place]
                    + CounterRandom.of(key, number, batch.first() + i).nextInt(begins[place + 1] - begins[place]);
        }
        return VectorRows.batch(vectors, rows, read.getManager());
    }

    @Override
    public NDArray of(NDArray read, int first, long key, int number) {
        throw new UnsupportedOperationException("copies are found by the indices of a batch");
    }
}
