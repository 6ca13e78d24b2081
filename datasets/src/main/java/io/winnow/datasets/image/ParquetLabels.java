package io.winnow.datasets.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.parquet.ParquetData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The labels of images inside of Parquet: one class for each, or a list of its classes. */
final class ParquetLabels {
    private final Path path;
    private final Optional<String> column;
    private final List<String> given;
    private final List<Integer> records = new ArrayList<>();
    private final List<List<String>> classes = new ArrayList<>();
    private boolean several;

    private ParquetLabels(Path path, Optional<String> column, List<String> given) {
        this.path = path;
        this.column = column;
        this.given = given.stream().map(String::strip).toList();
    }

    /**
     * Finds the column of the labels: the one with a usual name, or otherwise the only one whose numbers the file names as classes.
     *
     * @throws DataException if several columns may be meant
     */
    static ParquetLabels of(Path path, ParquetData data) throws DataException {
        List<String> columns = data.columns(data.files()::contains);
        List<String> known = KnownColumns.LABELS.stream()
                .flatMap(name -> columns.stream()
                        .filter(column -> column.toLowerCase(Locale.ROOT).equals(name)))
                .toList();
        List<String> candidates = known.isEmpty()
                ? columns.stream().filter(column -> isOfClasses(data, column)).toList()
                : known;
        if (candidates.size() > 1 && !candidates.get(0).equals(KnownColumns.LABEL)) {
            throw new DataException(path + " has several columns that may hold the labels: "
                    + String.join(", ", candidates) + ". Rename the right one to " + KnownColumns.LABEL + ".");
        }
        Optional<String> column = candidates.stream().findFirst();
        return new ParquetLabels(path, column, column.map(data::classNames).orElse(List.of()));
    }

    /** Says which other columns of classes are not learned from; empty if there are none. */
    Optional<String> others(ParquetData data) {
        List<String> others = data.columns(data.files()::contains).stream()
                .filter(other -> isOfClasses(data, other) && !column.equals(Optional.of(other)))
                .toList();
        return others.isEmpty() || column.isEmpty()
                ? Optional.empty()
                : Optional.of("The labels of " + path + " are those of the column " + column.get() + "; "
                        + String.join(", ", others) + (others.size() == 1 ? " has" : " have")
                        + " classes, too. To use other ones, rename their column to " + KnownColumns.LABEL + ".");
    }

    /** Whether the file says that a column holds classes. */
    static boolean isOfClasses(ParquetData data, String column) {
        return !data.classNames(column).isEmpty();
    }

    /**
     * Adds the label of the next image.
     *
     * @param record number of its record, for messages
     */
    void add(int record, ObjectNode row) throws DataException {
        JsonNode said = column.map(row::path).orElse(NullNode.instance);
        List<String> own = new ArrayList<>();
        for (JsonNode each : said.isArray() ? said : List.of(said)) {
            if (each.isContainerNode()) {
                throw new DataException(
                        place(record) + " is " + said + ", but labels of images in Parquet are the name or"
                                + " the number of a class, or a list of these.");
            } else if (!each.isNull()
                    && !each.asText().isBlank()
                    && !own.contains(each.asText().strip())) {
                own.add(each.asText().strip());
            }
        }
        several |= said.isArray();
        records.add(record);
        classes.add(said.isArray() || !own.isEmpty() ? own : null);
    }

    /**
     * Returns the labels of all images.
     *
     * @throws DataException if only some images have one, or one is not among the classes that the file names
     */
    Labels labels() throws DataException {
        if (classes.stream().allMatch(own -> own == null || own.isEmpty())) {
            return new NoLabels(classes.size());
        }
        if (classes.contains(null)) {
            throw new DataException(place(records.get(classes.indexOf(null)))
                    + " is blank, but other images have a label. Leave these records out.");
        }
        List<String> all = given.isEmpty() ? sorted() : given;
        Map<String, Integer> numberOf = new HashMap<>();
        for (int k = 0; k < all.size(); k++) {
            numberOf.putIfAbsent(all.get(k), k);
        }
        int[][] numbers = new int[classes.size()][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = new int[classes.get(i).size()];
            for (int j = 0; j < numbers[i].length; j++) {
                Integer number = numberOf.get(classes.get(i).get(j));
                if (number == null) {
                    throw new DataException(path + ", record " + records.get(i) + ": the class '"
                            + classes.get(i).get(j) + "' is not among those that the file names: " + Shown.of(all)
                            + ". Write the file again with the names of all classes.");
                }
                numbers[i][j] = number;
            }
        }
        return several
                ? new ClassSets(numbers, all)
                : new ClassLabels(
                        Arrays.stream(numbers).mapToInt(each -> each[0]).toArray(), all);
    }

    private String place(int record) {
        return path + ", record " + record + ": " + column.orElseThrow();
    }

    /** The classes in the order of their names, or of their numbers if all of them are whole numbers. */
    private List<String> sorted() {
        TreeSet<String> found = new TreeSet<>();
        classes.forEach(found::addAll);
        String[] all = found.toArray(String[]::new);
        if (found.stream().allMatch(each -> each.matches("\\d{1,9}"))) {
            Arrays.sort(all, (a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
        }
        return List.of(all);
    }
}
