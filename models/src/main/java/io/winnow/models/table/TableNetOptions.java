package io.winnow.models.table;

import io.winnow.models.layer.Layer;
import java.util.List;

/**
 * The size of TabSim's encoder, and how much of a table it reads. Anything beyond the limits is ignored.
 *
 * @param captionWords number of words read from the caption
 * @param rows number of rows read from the table
 * @param cells number of cells read from each row
 * @param cellWords number of words read from each cell
 * @param embedding length of the vector of a word
 * @param state length of the LSTM's state in each direction; the vectors of captions and cells are twice as long
 * @param hidden length of the vector of a row, and of the vector of a table without its caption
 * @param attentionWidth size of the window of cells (or rows) that a cell (or row) attends to, with itself in the middle
 * @param dropout dropout probability on the table's vector in training, in [0, 1)
 * @param normMomentum fraction of the running statistics that each training step keeps in the batch normalisation of rows, in [0, 1). The
 *     published 0.99 is too slow for short training runs
 */
public record TableNetOptions(
        int captionWords,
        int rows,
        int cells,
        int cellWords,
        int embedding,
        int state,
        int hidden,
        int attentionWidth,
        double dropout,
        double normMomentum) {
    /** The sizes of the paper; only {@code normMomentum} differs from it. */
    public static final TableNetOptions PUBLISHED = new TableNetOptions(12, 9, 9, 4, 200, 50, 100, 9, 0.1, 0.9);

    /** Names of the parameters with the word vectors, which have one row per id of the vocabulary of captions or of cells. */
    public static final List<String> EMBEDDINGS = List.of("caption.embedding.weight", "cell.embedding.weight");

    public TableNetOptions {
        positive("caption_words", captionWords);
        positive("rows", rows);
        positive("cells", cells);
        positive("cell_words", cellWords);
        positive("embedding", embedding);
        positive("state", state);
        positive("hidden", hidden);
        positive("attention_width", attentionWidth);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1); found " + dropout);
        require(normMomentum >= 0 && normMomentum < 1, "norm_momentum must be in [0, 1); found " + normMomentum);
    }

    /** Length of the representation, which is the vector of the caption followed by that of the table. */
    public int dimension() {
        return 2 * state + hidden;
    }

    /** Number of ids of one example: the words of the caption, then the words of the cells, row by row. */
    public int inputLength() {
        return captionWords + rows * cells * cellWords;
    }

    /**
     * Builds an encoder whose parameters are not yet initialised. It maps ids (B, {@link #inputLength}), int32 or int64 and 0 where there
     * is no word, to (B, {@link #dimension}).
     *
     * @param captionVocabulary number of word ids in captions, including id 0
     * @param cellVocabulary number of word ids in cells, including id 0
     */
    public Layer build(int captionVocabulary, int cellVocabulary) {
        positive("caption vocabulary", captionVocabulary);
        positive("cell vocabulary", cellVocabulary);
        return new TableNet(this, captionVocabulary, cellVocabulary);
    }

    private static void positive(String name, int value) {
        require(value > 0, name + " must be at least 1; found " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Table encoder: " + message + ".");
        }
    }
}
