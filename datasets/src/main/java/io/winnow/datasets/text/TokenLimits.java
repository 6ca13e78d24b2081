package io.winnow.datasets.text;

/**
 * How much of a table a network sees; the rest is cut off. The defaults are TabSim's.
 *
 * @param rows header row included
 * @param cells of a row
 * @param words of a cell
 * @param captionWords of the caption
 */
public record TokenLimits(int rows, int cells, int words, int captionWords) {
    public static final TokenLimits TABSIM = new TokenLimits(9, 9, 4, 12);

    public TokenLimits {
        if (rows < 1 || cells < 1 || words < 1 || captionWords < 1) {
            throw new IllegalArgumentException("Every limit is at least 1: " + rows + " rows, " + cells + " cells, "
                    + words + " words, " + captionWords + " caption words.");
        }
        // fails here, and not in the middle of a run
        Math.multiplyExact(Math.multiplyExact(rows, cells), words);
    }

    /** The ids of one table. */
    public int tableSize() {
        return rows * cells * words;
    }
}
