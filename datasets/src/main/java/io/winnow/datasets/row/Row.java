package io.winnow.datasets.row;

import io.winnow.datasets.TextList;
import java.util.List;

/**
 * A row of a table.
 *
 * @param columns names of the columns (C)
 * @param cells the values as text (C); an empty text if a value is missing
 */
public record Row(List<String> columns, List<String> cells) {
    public Row {
        columns = List.copyOf(columns);
        cells = TextList.of(cells);
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(
                    "A row of " + columns.size() + " columns cannot have " + cells.size() + " cells.");
        }
    }
}
