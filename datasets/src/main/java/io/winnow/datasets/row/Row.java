package io.winnow.datasets.row;

import io.winnow.datasets.TextList;
import io.winnow.datasets.source.Decimal;
import java.util.List;

/**
 * A row of a table.
 *
 * @param columns names of the columns (C)
 * @param cells the values as text (C); an empty text if a value is missing
 * @param decimal how the cells write numbers
 */
public record Row(List<String> columns, List<String> cells, Decimal decimal) {
    public Row {
        columns = List.copyOf(columns);
        cells = TextList.of(cells);
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(
                    "A row of " + columns.size() + " columns cannot have " + cells.size() + " cells.");
        }
    }

    /** A row whose numbers have a decimal point. */
    public Row(List<String> columns, List<String> cells) {
        this(columns, cells, Decimal.POINT);
    }
}
