package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.Optional;

/**
 * What a cell says of a class, a level or a number.
 *
 * @param name name of the class, as the cell or the name of the column has it
 * @param value what is said of it, which may be blank; absent if it is only named
 * @param annotator who says it; an empty text if that is not known
 * @param numbers how it writes numbers
 */
record Statement(
        String name, Optional<String> value, String annotator, TableRow row, Column column, CellNumbers numbers) {
    /** The value as a number of at least 0; a blank is 0. */
    double amount() throws DataException {
        String text = value.orElse("");
        if (text.isEmpty()) {
            return 0;
        }
        if (!numbers.isNumber(text) || numbers.parse(text) < 0) {
            throw error("gives " + name + " the value '" + text + "'; it must be " + numbers.description()
                    + " of at least 0. " + numbers.advice(text));
        }
        return numbers.parse(text);
    }

    /** Returns an exception on the cell; the message begins with the name of its column. */
    DataException error(String what) {
        return row.error(column, what);
    }
}
