package io.winnow.datasets.text;

/**
 * The size of the part of a table that a network receives; the rest is cut off. The defaults are those of TabSim.
 *
 * @param rows number of rows, including the header row
 * @param cells number of cells in a row
 * @param words number of words in a cell
 * @param captionWords number of words in the caption
 */
public record TokenLimits(int rows, int cells, int words, int captionWords) {
    public static final TokenLimits TABSIM = new TokenLimits(9, 9, 4, 12);

    public TokenLimits {
        if (rows < 1 || cells < 1 || words < 1 || captionWords < 1) {
            throw new IllegalArgumentException("Every limit must be at least 1, found: " + rows + " rows, " + cells
                    + " cells, " + words + " words, " + captionWords + " caption words.");
        }
        // An overflow is reported here and not in the middle of a training.
        Math.multiplyExact(Math.multiplyExact(rows, cells), words);
    }

    /** The number of ids of one table. */
    public int tableSize() {
        return rows * cells * words;
    }
}
