package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.models.text.TokenVectors;
import io.winnow.trainer.model.Loaded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The marked vectors of the tokens of texts by a frozen encoder, see {@link TokenVectors}.
 *
 * @param rows for each text, the vectors of its tokens one after another (L * (D + 1))
 * @param width D + 1
 */
@SuppressWarnings("ArrayRecordComponent") // a table; never compared
record TokenStates(float[][] rows, int width) {
    /** Returns the vectors of some texts (B, L, D + 1), with zeros behind the shorter ones. */
    NDArray batch(int[] chosen, int length, NDManager manager) {
        float[] values = new float[Math.multiplyExact(chosen.length * length, width)];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(rows[chosen[i]], 0, values, i * length * width, rows[chosen[i]].length);
        }
        return manager.create(values, new Shape(chosen.length, length, width));
    }

    /**
     * Returns the vectors of some texts (B, L + K, D + 1), behind which are those of what is known about them, whose words are marked by 2.
     *
     * @param known the vectors of what is known
     * @param tokens which of them belong to which text
     */
    NDArray batch(int[] chosen, int length, TokenStates known, KnowledgeTokens tokens, NDManager manager) {
        int whole = length + tokens.length(chosen);
        float[] values = new float[Math.multiplyExact(chosen.length * whole, width)];
        for (int i = 0; i < chosen.length; i++) {
            float[] own = rows[chosen[i]];
            System.arraycopy(own, 0, values, i * whole * width, own.length);
            int number = tokens.ofText()[chosen[i]];
            if (number >= 0) {
                float[] more = known.rows[number];
                int begin = (i * whole + length) * width;
                System.arraycopy(more, 0, values, begin, more.length);
                for (int mark = begin + width - 1; mark < begin + more.length; mark += width) {
                    values[mark] *= 2;
                }
            }
        }
        return manager.create(values, new Shape(chosen.length, whole, width));
    }

    /**
     * Computes the vectors of texts, or reads those that are kept from an earlier time.
     *
     * @param name what the texts are called in a note
     * @param kept file in which they are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    static TokenStates of(
            FrozenEncoder encoder, List<Tokens> tokens, String name, Optional<Path> kept, Consumer<String> say) {
        try (NDManager manager = NDManager.newBaseManager()) {
            if (kept.isEmpty()) {
                return compute(encoder, tokens, manager);
            }
            NDArray joined = FrozenVectors.kept(
                    kept.get(),
                    () -> say.accept("Computing the vectors of the tokens of "
                            + Plural.of(tokens.size(), "text", "texts") + " of " + name
                            + " with the frozen encoder; they are kept in "
                            + kept.get().getParent() + "."),
                    () -> compute(encoder, tokens, manager).joined(manager),
                    manager);
            return split(joined, tokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenStates compute(FrozenEncoder encoder, List<Tokens> tokens, NDManager manager)
            throws IOException {
        float[][] rows = new float[tokens.size()][];
        AtomicInteger width = new AtomicInteger();
        try (Loaded.Lease lease = Loaded.lease()) {
            FrozenNetwork network = encoder.states(lease, manager.getDevice());
            network.each(tokens, encoder.rules(), (chosen, out) -> {
                int length = (int) out.getShape().get(1);
                int numbers = (int) out.getShape().get(2);
                width.set(numbers);
                float[] values = out.toFloatArray();
                for (int i = 0; i < chosen.length; i++) {
                    int begin = i * length * numbers;
                    rows[chosen[i]] = Arrays.copyOfRange(
                            values, begin, begin + tokens.get(chosen[i]).length() * numbers);
                }
            });
        }
        return new TokenStates(rows, width.get());
    }

    /** All vectors, one row for each token. */
    private NDArray joined(NDManager manager) {
        int count = Arrays.stream(rows).mapToInt(row -> row.length / width).sum();
        float[] all = new float[Math.multiplyExact(count, width)];
        int begin = 0;
        for (float[] row : rows) {
            System.arraycopy(row, 0, all, begin, row.length);
            begin += row.length;
        }
        return manager.create(all, new Shape(count, width));
    }

    private static TokenStates split(NDArray joined, List<Tokens> tokens) {
        int width = (int) joined.getShape().get(1);
        float[] all = joined.toFloatArray();
        float[][] rows = new float[tokens.size()][];
        int begin = 0;
        for (int i = 0; i < rows.length; i++) {
            int end = begin + tokens.get(i).length() * width;
            rows[i] = Arrays.copyOfRange(all, begin, end);
            begin = end;
        }
        return new TokenStates(rows, width);
    }
}
