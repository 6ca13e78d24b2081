package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Numbers that describe classes, from a file with a record per class ({@link ClassFile}).
 *
 * @param attributes the columns (A)
 * @param values numbers by class, in the order of the file, and attribute (K, A); NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record AttributeTable(List<String> attributes, double[][] values) {
    /**
     * Reads a file.
     *
     * @param columns the columns to read; empty for all that say nothing else of a class
     * @throws DataException if a column does not exist or has something other than numbers, or if there are none
     */
    public static AttributeTable read(Path path, TextCharset encoding, List<String> columns) throws IOException {
        RecordFile file = RecordFile.read(path, RecordOptions.of("label file", encoding));
        List<String> attributes = new ArrayList<>();
        for (String column : columns) {
            attributes.add(file.column(column, "an attribute"));
        }
        if (columns.isEmpty()) {
            file.columns().stream()
                    .filter(column -> ClassFile.COLUMNS.stream().noneMatch(column::equalsIgnoreCase))
                    .forEach(attributes::add);
        }
        if (attributes.isEmpty()) {
            throw new DataException(path + " has no attributes: besides " + String.join(", ", ClassFile.COLUMNS)
                    + " it needs columns of numbers.");
        }
        double[][] values = new double[file.rows().size()][attributes.size()];
        for (int k = 0; k < values.length; k++) {
            for (int a = 0; a < attributes.size(); a++) {
                values[k][a] = number(file.rows().get(k), attributes.get(a));
            }
        }
        return new AttributeTable(List.copyOf(attributes), values);
    }

    private static double number(FileRecord row, String column) throws DataException {
        Optional<String> cell = row.find(column);
        if (cell.isPresent() && !Numeral.isNumber(cell.get())) {
            throw row.error("the attribute " + column + " is '" + cell.get()
                    + "', which is no number. Write numbers with a decimal point, 1 or 0 for yes or no, and leave the cell"
                    + " blank if it is not known; or name the columns that are attributes");
        }
        return cell.map(Numeral::parse).orElse(Double.NaN);
    }
}
