package io.winnow.datasets.inspect;

import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.datasets.source.Decimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A column of values.
 *
 * @param name name of the column
 * @param kind what its values seem to be
 * @param missing number of items without a value
 * @param distinct number of different values
 */
public record ColumnReport(String name, Kind kind, int missing, int distinct) {
    /** What the values of a column seem to be. */
    public enum Kind {
        /** No item has a value. */
        EMPTY,
        /** All values are numbers. */
        NUMBER,
        /** Not all values are numbers, and they repeat, or are single words. */
        CATEGORY,
        /** At least half of the values have several words, and a value occurs fewer than two times on average. */
        TEXT;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Inspects a column.
     *
     * @param cells the value of each item (N); an empty text if it is missing
     * @param decimal how the cells write numbers
     */
    public static ColumnReport of(String name, List<String> cells, Decimal decimal) {
        List<String> values = cells.stream().filter(cell -> !cell.isEmpty()).toList();
        int distinct = Set.copyOf(values).size();
        return new ColumnReport(name, kind(values, distinct, decimal), cells.size() - values.size(), distinct);
    }

    private static Kind kind(List<String> values, int distinct, Decimal decimal) {
        if (values.isEmpty()) {
            return Kind.EMPTY;
        }
        if (values.stream().allMatch(decimal::isNumber)) {
            return Kind.NUMBER;
        }
        long sentences =
                values.stream().filter(value -> ContentReport.words(value) > 1).count();
        return 2 * sentences >= values.size() && 2 * distinct > values.size() ? Kind.TEXT : Kind.CATEGORY;
    }
}
