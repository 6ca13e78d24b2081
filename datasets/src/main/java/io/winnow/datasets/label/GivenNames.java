package io.winnow.datasets.label;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The labels of examples as a file gives them: class names or class numbers. */
public final class GivenNames {
    /** The class number of an example that has no label. */
    public static final int NONE = -1;

    /**
     * Spreadsheets and pandas write integers as decimal numbers if a column has gaps. Three zeros after a comma are thousands
     * instead.
     */
    private static final String ZEROS = "([.]0+|,0{1,2})";

    private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)" + ZEROS);
    private static final Pattern WHOLE_OR_INTEGER = Pattern.compile("[+-]?\\d+" + ZEROS + "?");

    private final LabelFileOptions options;
    private final String[] names;
    private final FileRecord[] rows;
    private int repeated;

    GivenNames(int size, LabelFileOptions options) {
        this.options = options;
        names = new String[size];
        rows = new FileRecord[size];
    }

    void put(FileRecord row, String keyColumn, String labelColumn, int example) throws DataException {
        String label = row.find(labelColumn).orElse("");
        if (rows[example] != null) {
            if (!whole(names[example]).equals(whole(label))) {
                throw row.error(
                        "labels " + row.get(keyColumn) + " as '" + label + "', but "
                                + rows[example].place() + " labels it as '" + names[example]
                                + "'. Remove one of the two lines; to combine the labels of several annotators, use winnow data aggregate");
            }
            repeated++;
        }
        names[example] = label;
        rows[example] = row;
    }

    /** Returns the labels of some of the examples, in that order. */
    public GivenNames select(int[] examples) {
        GivenNames selected = new GivenNames(examples.length, options);
        for (int i = 0; i < examples.length; i++) {
            selected.names[i] = names[examples[i]];
            selected.rows[i] = rows[examples[i]];
        }
        return selected;
    }

    int repeated() {
        return repeated;
    }

    /** The number of examples that the file contains, including those without a label. */
    public int count() {
        return (int) Arrays.stream(names).filter(Objects::nonNull).count();
    }

    /** Whether the file contains an example, which need not have a label. */
    public boolean has(int example) {
        return names[example] != null;
    }

    /**
     * The distinct labels without gaps, with numbers in their shortest form; in numerical order if all are numbers, and otherwise in
     * alphabetical order.
     */
    public List<String> classNames() {
        TreeSet<String> found = new TreeSet<>();
        for (String name : names) {
            if (name != null && !options.isGap(name)) {
                found.add(whole(name));
            }
        }
        return ClassNames.sorted(found);
    }

    /** Whether any label is one of some classes, by name or number. */
    public boolean anyOf(List<String> classNames) {
        Map<String, Integer> numbers = numbers(classNames);
        return Arrays.stream(names)
                .anyMatch(name -> name != null && find(name, numbers).isPresent());
    }

    /**
     * Converts labels to class numbers. Names take precedence over numbers: if classes are called 1, 2 and 3, the label 1 is the first
     * class.
     *
     * @return class numbers of shape (size); {@link #NONE} for examples that the file does not contain or does not label
     * @throws DataException if a label is not a class
     */
    public int[] classes(List<String> classNames) throws DataException {
        Map<String, Integer> numbers = numbers(classNames);
        int[] classes = new int[names.length];
        Arrays.fill(classes, NONE);
        for (int i = 0; i < names.length; i++) {
            if (names[i] == null) {
                continue;
            }
            Optional<Integer> number = find(names[i], numbers);
            if (number.isPresent()) {
                classes[i] = number.get();
            } else if (!options.isGap(names[i])) {
                throw rows[i].error(
                        "the label '" + names[i] + "' is not a class; the classes are " + Shown.of(classNames)
                                + (numbers.size() > classNames.size()
                                        ? ", or their numbers 0 to " + (classNames.size() - 1)
                                        : "")
                                + EditDistance.meant(names[i], classNames)
                                        .map(near -> ". Did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        return classes;
    }

    /** Whether some labels are class numbers rather than names. */
    public boolean areNumbers(List<String> classNames) {
        Map<String, Integer> numbers = numbers(classNames);
        Set<String> byName = Set.copyOf(classNames);
        return Arrays.stream(names)
                .anyMatch(name -> name != null
                        && !byName.contains(name)
                        && !byName.contains(whole(name))
                        && find(name, numbers).isPresent());
    }

    /** The number of labels that are class numbers written as decimal numbers, such as 1.0 for 1. */
    public int reals(List<String> classNames) {
        Set<String> byName = Set.copyOf(classNames);
        return (int) Arrays.stream(names)
                .filter(name -> name != null
                        && !byName.contains(name)
                        && WHOLE.matcher(name).matches())
                .count();
    }

    private static Optional<Integer> find(String name, Map<String, Integer> numbers) {
        return Optional.ofNullable(numbers.get(name)).or(() -> Optional.ofNullable(numbers.get(whole(name))));
    }

    private static Map<String, Integer> numbers(List<String> classNames) {
        Map<String, Integer> numbers = new HashMap<>();
        // If the names themselves are numbers, a label that is not one of them is a mistake.
        boolean numbered = classNames.stream()
                .allMatch(name -> WHOLE_OR_INTEGER.matcher(name).matches());
        for (int k = 0; k < classNames.size() && !numbered; k++) {
            numbers.put(Integer.toString(k), k);
        }
        for (int k = 0; k < classNames.size(); k++) {
            numbers.put(classNames.get(k), k);
        }
        return numbers;
    }

    /** Removes the zeros of an integer that is written as a decimal number; other texts are unchanged. */
    public static String whole(String text) {
        var whole = WHOLE.matcher(text);
        return whole.matches() ? whole.group(1) : text;
    }
}
