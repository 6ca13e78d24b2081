package io.winnow.datasets.text;

import io.winnow.datasets.table.Table;
import java.util.List;

/**
 * Converts tables into word ids in a fixed shape; each cell, row and table is padded with 0 at its end. Words without an id are skipped.
 */
public record TableTokens(Words words, Vocabulary vocabulary, TokenLimits limits) {
    /**
     * The word ids of a table.
     *
     * @param cells ids of shape (rows, cells, words) in row-major order
     * @param caption ids of shape (caption words)
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of a batch; never compared
    public record Encoded(int[] cells, int[] caption) {}

    public Encoded encode(Table table) {
        int[] cells = new int[limits.tableSize()];
        List<List<String>> rows = table.allRows();
        for (int r = 0; r < Math.min(rows.size(), limits.rows()); r++) {
            List<String> row = rows.get(r);
            for (int c = 0; c < Math.min(row.size(), limits.cells()); c++) {
                put(row.get(c), cells, (r * limits.cells() + c) * limits.words(), limits.words());
            }
        }
        int[] caption = new int[limits.captionWords()];
        put(table.caption(), caption, 0, limits.captionWords());
        return new Encoded(cells, caption);
    }

    private void put(String text, int[] target, int start, int limit) {
        int next = start;
        for (String word : words.of(text)) {
            int id = vocabulary.id(word);
            if (id != Vocabulary.PADDING) {
                if (next == start + limit) {
                    return;
                }
                target[next++] = id;
            }
        }
    }
}
