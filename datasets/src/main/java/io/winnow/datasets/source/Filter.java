package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides for which records a condition holds. */
final class Filter {
    private final List<Condition.Comparison> comparisons = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();

    private Filter() {}

    /**
     * Finds the columns of a condition; it is a mistake if there are none.
     *
     * @param role what the description says with the condition, for messages
     */
    static Filter of(Optional<Condition> condition, MetadataTable table, String role) {
        Filter filter = new Filter();
        for (Condition.Comparison each : condition.map(Condition::comparisons).orElse(List.of())) {
            table.column(each.column(), role).ifPresent(column -> {
                filter.comparisons.add(each);
                filter.columns.add(column);
            });
        }
        return filter;
    }

    /**
     * Whether all comparisons hold for a record.
     *
     * @throws DataException if a cell should be a number and is not
     */
    boolean holds(TableRow row) throws DataException {
        for (int i = 0; i < columns.size(); i++) {
            String cell = row.cell(columns.get(i));
            CellNumbers numbers = row.numbers(columns.get(i));
            boolean holds;
            try {
                holds = comparisons.get(i).holds(cell, numbers);
            } catch (DataException e) {
                throw row.error(e.getMessage() + ". " + numbers.advice(cell));
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** The columns of the condition. */
    List<Column> columns() {
        return columns;
    }
}
