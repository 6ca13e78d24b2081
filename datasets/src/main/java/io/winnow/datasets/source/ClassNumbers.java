package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.GivenNames;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The numbers of the classes of a label by what its cells say. */
final class ClassNumbers {
    private final ClassList list;
    private final List<String> names;
    /** The names that the description lists, of which there may be very many. */
    private final Set<String> listed;

    private final Map<String, Integer> numbers = new HashMap<>();

    private ClassNumbers(ClassList list, List<String> names) {
        this.list = list;
        this.names = names;
        listed = Set.copyOf(list.names());
        for (int k = 0; k < names.size(); k++) {
            numbers.put(names.get(k), k);
        }
    }

    /**
     * Numbers the classes: those that the description names, or otherwise those of the label file, the columns, or all that the cells say.
     *
     * @param cells the cells in which the classes are named; only the first may be columns
     * @param infos what the label file says; empty if there is none
     * @param nameOf which of the texts of the cells a statement takes its class from
     */
    static ClassNumbers of(List<LabelCells> cells, ClassList list, List<ClassInfo> infos, NameOf nameOf) {
        if (!list.names().isEmpty()) {
            return new ClassNumbers(list, list.names());
        }
        if (!infos.isEmpty()) {
            return new ClassNumbers(list, infos.stream().map(ClassInfo::label).toList());
        }
        Set<String> names = new LinkedHashSet<>();
        // The description lists no names.
        Set<String> listed = Set.of();
        UnaryOperator<String> renamed = text -> renamed(list, listed, text);
        if (cells.get(0).isColumns() && nameOf == NameOf.NAME) {
            cells.get(0).columns().stream().map(renamed).forEach(names::add);
            names.removeAll(list.drop());
            return new ClassNumbers(list, List.copyOf(names));
        }
        for (LabelCells each : cells) {
            each.forEach((i, said) -> said.stream()
                    .map(nameOf::text)
                    .filter(text -> !text.isEmpty() && !isDropped(list, listed, text))
                    .forEach(text -> names.add(renamed(list, listed, text))));
        }
        return new ClassNumbers(list, ClassNames.sorted(names));
    }

    /** Which of its texts a statement takes its class from. */
    enum NameOf {
        NAME {
            @Override
            String text(Statement statement) {
                return statement.name();
            }
        },
        /** The value, if the name is that of an annotator. */
        VALUE {
            @Override
            String text(Statement statement) {
                return statement.value().orElse("");
            }
        };

        abstract String text(Statement statement);
    }

    /** The class names by number. */
    List<String> names() {
        return names;
    }

    /**
     * Returns the number of the class that a text of a statement means; empty if it means that there is no label.
     *
     * @throws DataException if it is not a class
     */
    OptionalInt number(String text, Statement statement) throws DataException {
        if (isDropped(list, listed, text)) {
            return OptionalInt.empty();
        }
        if (list.index()) {
            String index = GivenNames.whole(text);
            if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= names.size()) {
                throw statement.error(
                        "is '" + text + "'; it must be the number of a class, from 0 to " + (names.size() - 1));
            }
            return OptionalInt.of(Integer.parseInt(index));
        }
        String name = renamed(list, listed, text);
        Integer number = Optional.ofNullable(numbers.get(name)).orElseGet(() -> numbers.get(text));
        if (number == null) {
            throw statement.error("is '" + text + "', which is not a class; the classes are " + Shown.of(names)
                    + EditDistance.meant(name, names)
                            .map(near -> ". Did you mean " + near + "?")
                            .orElse(". Correct the cell, or rename or drop this value in the description"));
        }
        return OptionalInt.of(number);
    }

    private static boolean isDropped(ClassList list, Set<String> listed, String text) {
        return list.drop().contains(text)
                || list.drop().contains(GivenNames.whole(text))
                || list.drop().contains(renamed(list, listed, text));
    }

    /** Returns the class name that a text stands for; 1.0 is the same as 1, since spreadsheets and pandas write integers so. */
    private static String renamed(ClassList list, Set<String> listed, String text) {
        String plain = GivenNames.whole(text);
        String name = list.rename().get(text);
        if (name != null) {
            return name;
        }
        return listed.contains(text) ? text : list.rename().getOrDefault(plain, plain);
    }
}
