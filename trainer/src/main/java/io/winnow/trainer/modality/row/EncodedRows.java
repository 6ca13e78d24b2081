package io.winnow.trainer.modality.row;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.DataException;
import io.winnow.datasets.example.ForwardingDataset;
import io.winnow.datasets.row.Row;
import io.winnow.datasets.row.RowDataset;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Rows with the vectors that a {@link RowPreprocessing} makes of them. The vectors of texts are computed when they are first needed; the
 * vector of a row whose texts are all blank is 0.
 */
public final class EncodedRows extends ForwardingDataset<Row, RowDataset> {
    /** Stands for a blank text, whose tokens have no effect. */
    private static final Text ANY = Text.of(".");

    private final RowPreprocessing preprocessing;
    private final Optional<Path> kept;
    private final List<Optional<Text>> texts;
    private final float[][] vectors;
    private boolean hasTextVectors;

    /**
     * Encodes the numbers and categories.
     *
     * @param kept folder in which vectors of texts are kept; empty if they are not kept
     * @throws UserException if a column does not exist, or a cell that should be a number is not one
     */
    public EncodedRows(RowDataset rows, RowPreprocessing preprocessing, Optional<Path> kept) {
        super(rows);
        this.preprocessing = preprocessing;
        this.kept = kept;
        int width = preprocessing.columns().width();
        try {
            texts = preprocessing.schema().texts(rows);
            vectors = Arrays.stream(preprocessing.schema().encode(rows))
                    .map(row -> row.length == width ? row : Arrays.copyOf(row, width))
                    .toArray(float[][]::new);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
        hasTextVectors = !preprocessing.schema().hasTexts();
    }

    /**
     * Computes the vectors of the texts, or reads those that are kept from an earlier time.
     *
     * @param say receives a note if they must be computed, which may take minutes
     */
    public synchronized void prepare(Consumer<String> say) {
        if (!hasTextVectors) {
            insertTextVectors(say);
            hasTextVectors = true;
        }
    }

    private void insertTextVectors(Consumer<String> say) {
        int[] filled = IntStream.range(0, texts.size())
                .filter(i -> texts.get(i).isPresent())
                .toArray();
        if (filled.length == 0) {
            return;
        }
        float[][] computed = new FrozenVectors(preprocessing.encoder()).of(texts(filled), kept, say);
        float scale = preprocessing.textScale();
        int first = preprocessing.schema().width();
        for (int i = 0; i < filled.length; i++) {
            for (int d = 0; d < computed[i].length; d++) {
                vectors[filled[i]][first + d] = scale * computed[i][d];
            }
        }
    }

    /** Returns the texts of some rows. */
    private TextDataset texts(int[] examples) {
        return TextDataset.unlabelled(
                source().name(),
                Arrays.stream(examples).mapToObj(source()::key).toList(),
                Arrays.stream(examples).mapToObj(i -> texts.get(i).orElse(ANY)).toList());
    }

    /**
     * Returns some rows as an exported model takes them: the encoded numbers and categories (B, W); or, if there are columns of text, these
     * and whether the row has a text (B, W + 1), and the tokens of its text (B, 2, L).
     */
    NDList served(int[] examples, NDManager manager) {
        if (!preprocessing.schema().hasTexts()) {
            return new NDList(VectorRows.batch(vectors, examples, manager));
        }
        int width = preprocessing.schema().width();
        float[][] rows = new float[examples.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOf(vectors[examples[i]], width + 1);
            rows[i][width] = texts.get(examples[i]).isPresent() ? 1 : 0;
        }
        int[] all = IntStream.range(0, rows.length).toArray();
        try {
            return new NDList(
                    VectorRows.batch(rows, all, manager),
                    TokenArrays.of(
                            preprocessing.encoder().tokens(texts(examples)),
                            all,
                            preprocessing.encoder().rules(),
                            manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the vectors of all rows (N, D). */
    public float[][] vectors() {
        prepare(note -> {});
        return vectors;
    }

    /** The rows as they were read. */
    public RowDataset rows() {
        return source();
    }
}
