package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how often each class is excluded for examples of a class: a record for each true class, with a column for each excluded class. */
final class TransitionFile {
    private static final String CLASS = "class";

    private TransitionFile() {}

    /**
     * Reads a file.
     *
     * @param names class names by number
     * @param written how its texts write numbers
     * @return probabilities (K, K), whose rows are true classes and sum to 1
     * @throws DataException if classes are missing, unknown or named twice, or if a row does not sum to 1
     */
    static double[][] read(Path path, List<String> names, TextCharset encoding, Decimal written) throws IOException {
        RecordFile file = RecordFile.read(
                path, new RecordOptions("transition matrix", encoding, Optional.empty(), false, Set.of()));
        CellNumbers numbers = CellNumbers.of(written, file.format());
        String rows = file.column(CLASS, "a transition matrix has a record for each true class, with this column");
        List<String> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(file.column(name, "a transition matrix has a column for each class that is excluded"));
        }
        double[][] matrix = new double[names.size()][];
        for (FileRecord row : file.rows()) {
            int k = names.indexOf(row.get(rows));
            if (k < 0 || matrix[k] != null) {
                throw row.error("is of the class '" + row.get(rows) + "', which is "
                        + (k < 0 ? "unknown; the classes are " + Shown.of(names) : "the class of an earlier record")
                        + ". There must be one record for each class");
            }
            matrix[k] = new double[names.size()];
            for (int j = 0; j < names.size(); j++) {
                String text = row.get(columns.get(j));
                double value = numbers.isNumber(text) ? numbers.parse(text) : Double.NaN;
                if (!(value >= 0 && value <= 1)) {
                    throw row.error("has '" + text + "' for the class '" + names.get(j)
                            + "'; it must be a probability, from 0 to 1. " + numbers.advice(text));
                }
                matrix[k][j] = value;
            }
            double sum = Arrays.stream(matrix[k]).sum();
            if (Math.abs(sum - 1) > LabelReader.TOLERANCE) {
                throw row.error("has probabilities that sum to " + sum + "; those of each true class must sum to 1");
            }
            double[] own = matrix[k];
            Arrays.setAll(own, j -> own[j] / sum);
        }
        for (int k = 0; k < matrix.length; k++) {
            if (matrix[k] == null) {
                throw new DataException(path + " has no record of the class '" + names.get(k)
                        + "'. Add it: there must be one record for each class.");
            }
        }
        return matrix;
    }
}
