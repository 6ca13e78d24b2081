package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a file with a record for each bag: its name, the number or the share of members of each class in a column of its own and, optionally,
 * the number of members. If there is a single column of a class, all other members have the class {@code not} and its name.
 *
 * @param classNames names of the classes (K)
 * @param bags what is said of each bag, by its name
 */
record BagFile(Path file, List<String> classNames, Map<String, Bag> bags) {
    private static final String BAG = "bag";
    private static final String SIZE = "size";

    /** How far numbers of members may be from their sum, as a part of it. */
    private static final double TOLERANCE = 1e-3;

    /** How far the sum of given numbers may be from the number of members: numbers may be rounded shares of it, but none may be missing. */
    private static final double ROUNDING = 0.5;

    /**
     * One record.
     *
     * @param values the number or the share of members of each class (K); negative for the class without a column, which has the rest
     * @param size number of members; empty if it is not said
     */
    @SuppressWarnings("ArrayRecordComponent") // a row of data; never compared
    record Bag(FileRecord row, double[] values, Optional<Double> size) {}

    /**
     * Reads a file.
     *
     * @param column name of the column of the bag in the data
     * @param classes names of the columns of the classes; empty for all columns but those of the bag and its size
     * @param rest name of the class without a column, if there is one column of a class only
     * @param written how its texts write numbers
     * @throws DataException if columns are missing, a number is none, or a bag occurs twice
     */
    static BagFile read(Path path, String column, List<String> classes, Optional<String> rest, Decimal written)
            throws IOException {
        RecordFile file = RecordFile.read(path, RecordOptions.of("file of bags"));
        CellNumbers numbers = CellNumbers.of(written, file.format());
        Optional<String> own = file.own(column).or(() -> file.own(BAG));
        if (own.isEmpty()) {
            throw new DataException(path + " has neither a column '" + column + "' nor '" + BAG
                    + "' with the names of the bags; it has " + Shown.of(file.columns()) + ".");
        }
        Optional<String> size = file.own(SIZE);
        List<String> columns = new ArrayList<>();
        for (String each : classes) {
            columns.add(file.column(each, "classes names the columns of the file of bags"));
        }
        if (classes.isEmpty()) {
            for (String each : file.columns()) {
                if (!each.equals(own.get()) && !Optional.of(each).equals(size) && !KnownColumns.isRowNumber(each)) {
                    columns.add(file.unique(each));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new DataException(path + " has no column of a class; it has " + Shown.of(file.columns())
                    + ". Add a column with the number or the share of the members of each class.");
        }
        boolean alone = columns.size() == 1;
        if (!alone && rest.isPresent()) {
            throw new DataException(path + " has a column for each of the classes " + Shown.of(columns)
                    + ", so that no members are left for the class '" + rest.get() + "' of rest. "
                    + (classes.isEmpty()
                            ? "Name the column of the other class under classes, or leave rest out."
                            : "Leave rest out."));
        }
        Map<String, Bag> bags = new LinkedHashMap<>();
        for (FileRecord row : file.rows()) {
            double[] values = new double[alone ? 2 : columns.size()];
            values[0] = -1;
            for (int k = 0; k < columns.size(); k++) {
                values[alone ? 1 : k] = number(row, columns.get(k), numbers);
            }
            Optional<Double> members =
                    size.isEmpty() ? Optional.empty() : Optional.of(number(row, size.get(), numbers));
            if (bags.put(row.get(own.get()), new Bag(row, values, members)) != null) {
                throw row.error("has the bag '" + row.get(own.get()) + "' a second time. Each bag has one record");
            }
        }
        return new BagFile(path, alone ? List.of(rest.orElse("not " + columns.get(0)), columns.get(0)) : columns, bags);
    }

    private static double number(FileRecord row, String column, CellNumbers numbers) throws DataException {
        String cell = row.get(column);
        if (!numbers.isNumber(cell) || numbers.parse(cell) < 0) {
            throw row.error(column + " is '" + cell + "', which is not " + numbers.description() + " of at least 0. "
                    + numbers.advice(cell));
        }
        return numbers.parse(cell);
    }

    /**
     * Returns the shares of the classes in a bag (K).
     *
     * @param members number of members that the data have
     * @param counts whether the file has numbers of members rather than shares
     * @throws DataException if the numbers contradict each other or the data
     */
    double[] shares(String bag, int members, boolean counts) throws DataException {
        Bag own = bags.get(bag);
        double size = own.size().orElse((double) members);
        if (size != members) {
            throw own.row()
                    .error("says that the bag '" + bag + "' has " + text(size) + " members, but the data have "
                            + members + ". Correct the number, or add the missing members");
        }
        double whole = counts ? size : 1;
        double slack = counts ? Math.min(TOLERANCE * whole, ROUNDING) : LabelReader.TOLERANCE;
        String what = counts ? "members" : "shares";
        double sum = 0;
        for (double each : own.values()) {
            if (each > whole + slack) {
                throw own.row()
                        .error("gives " + text(each) + " to a class of the bag '" + bag + "', of which there are "
                                + text(whole) + " " + what
                                + (counts
                                        ? ""
                                        : " in all. Say values: counts if these are numbers of members, or divide them by 100"
                                                + " if they are percentages"));
            }
            sum += Math.max(0, each);
        }
        boolean rest = own.values()[0] < 0;
        if (!rest && Math.abs(sum - whole) > slack) {
            throw own.row()
                    .error("gives " + text(sum) + " " + what + " to the classes of the bag '" + bag
                            + "', but there are " + text(whole) + (counts ? " members" : " in all")
                            + (counts && Math.abs(sum - 1) < LabelReader.TOLERANCE
                                    ? ". Say values: shares if these are shares"
                                    : ". The columns of the classes are " + Shown.of(classNames)
                                            + "; if these are others, name them under classes"));
        }
        double[] shares = new double[own.values().length];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = rest
                    ? k == 0 ? Math.max(0, 1 - sum / whole) : Math.min(1, own.values()[k] / whole)
                    : own.values()[k] / sum;
        }
        return shares;
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
