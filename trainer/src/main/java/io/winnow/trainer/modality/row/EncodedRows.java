package io.winnow.trainer.modality.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.ForwardingDataset;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.row.Row;
import io.winnow.datasets.row.RowDataset;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.run.UserException;
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
                    .map(row -> Arrays.copyOf(row, width))
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
        TextDataset read = new TextDataset(
                source().name(),
                Arrays.stream(filled).mapToObj(source()::key).toList(),
                Arrays.stream(filled).mapToObj(i -> texts.get(i).orElseThrow()).toList(),
                new NoLabels(filled.length),
                ReadReport.EMPTY);
        float[][] computed = preprocessing.encoder().vectors(read, kept, say);
        // The elements of a vector of length 1 are small; now their mean square is 1, like that of standardised
        // numbers.
        float scale = (float) Math.sqrt(preprocessing.textWidth());
        int first = preprocessing.schema().width();
        for (int i = 0; i < filled.length; i++) {
            for (int d = 0; d < computed[i].length; d++) {
                vectors[filled[i]][first + d] = scale * computed[i][d];
            }
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
