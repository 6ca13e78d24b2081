package io.winnow.models.table;

import io.winnow.models.layer.Layer;
import java.util.List;

/**
 * How large TabSim's encoder is, and how much of a table it reads.
 *
 * @param captionWords words of a caption that are read
 * @param rows of a table that are read
 * @param cells of a row that are read
 * @param cellWords words of a cell that are read
 * @param embedding length of a word's vector
 * @param state length of the LSTM's state in each direction; captions and cells become vectors of twice this length
 * @param hidden length of a row's vector, and of a table's without its caption
 * @param attentionWidth positions that a cell or row attends over, itself in their middle
 * @param dropout probability, on the table's vector
 * @param normMomentum share of the running statistics of rows that a training step keeps. The published 0.99 is too slow for short
 *     trainings
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
    /** The paper's size. */
    public static final TableNetOptions PUBLISHED = new TableNetOptions(12, 9, 9, 4, 200, 50, 100, 9, 0.1, 0.9);

    /** The parameters that hold the vectors of words, a row for each id of the captions' and of the cells' vocabulary. */
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
        require(dropout >= 0 && dropout < 1, "dropout is in [0, 1), not " + dropout);
        require(normMomentum >= 0 && normMomentum < 1, "norm_momentum is in [0, 1), not " + normMomentum);
    }

    /** Length of the representation: the caption's vector, then the table's. */
    public int dimension() {
        return 2 * state + hidden;
    }

    /** Ids of one example: the caption's words, then row by row, cell by cell, the words of the cells. */
    public int inputLength() {
        return captionWords + rows * cells * cellWords;
    }

    /**
     * An encoder of this shape, not yet initialised: ids (B, {@link #inputLength}), int32 or int64, 0 where there is no word, to (B, {@link
     * #dimension}).
     *
     * @param captionVocabulary number of ids in captions, 0 among them
     * @param cellVocabulary number of ids in cells, 0 among them
     */
    public Layer build(int captionVocabulary, int cellVocabulary) {
        positive("caption vocabulary", captionVocabulary);
        positive("cell vocabulary", cellVocabulary);
        return new TableNet(this, captionVocabulary, cellVocabulary);
    }

    private static void positive(String name, int value) {
        require(value > 0, name + " is at least 1, not " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("In a table network " + message + ".");
        }
    }
}
