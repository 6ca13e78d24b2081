package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import java.nio.file.Path;

/**
 * A record of a metadata file with the records that are joined to it.
 *
 * @param file number of the metadata file
 * @param number number of the record in its file, counted from 1
 * @param rows the record, and for each join the record that matches it or null
 */
@SuppressWarnings("ArrayRecordComponent") // a row of data; never compared
record TableRow(MetadataTable table, int file, int number, FileRecord[] rows) {
    /**
     * Returns the value of a cell; an empty text if it is blank or a value that means that nothing is known.
     *
     * @throws DataException if it is not one value
     */
    String cell(Column column) throws DataException {
        FileRecord row = having(column);
        String value = row == null ? "" : row.find(column.name(file)).orElse("");
        return table.isMissing(value) ? "" : value;
    }

    /**
     * Returns the text of a cell, in which no value has a special meaning; an empty text if it is blank.
     *
     * @throws DataException if it is not one value
     */
    String text(Column column) throws DataException {
        FileRecord row = having(column);
        return row == null ? "" : row.findText(column.name(file)).orElse("");
    }

    /** The record that has the cell, or null if there is none. */
    private FileRecord having(Column column) {
        return column.name(file).equals(Column.ABSENT) ? null : rows[column.source()];
    }

    /** Whether the lists of a column are JSON values rather than texts. */
    boolean isJson(Column column) {
        return table.isJson(column.source(), file);
    }

    /** How the cells of a column write numbers. */
    CellNumbers numbers(Column column) {
        return table.numbers(column.source(), file);
    }

    /** Returns an exception on a cell, whose message names the file, the line and the column. */
    DataException error(Column column, String what) {
        FileRecord row = rows[column.source()] == null ? rows[0] : rows[column.source()];
        return row.error((having(column) == null ? column.name() : column.name(file)) + " " + what);
    }

    /** Returns an exception on the record. */
    DataException error(String what) {
        return rows[0].error(what);
    }

    /** Whether a column has several values in this record. */
    boolean hasSeveral(Column column) {
        FileRecord record = having(column);
        return record != null && record.hasSeveral(column.name(file));
    }

    /** The metadata file. */
    Path path() {
        return table.path(file);
    }

    String place() {
        return rows[0].place();
    }
}
