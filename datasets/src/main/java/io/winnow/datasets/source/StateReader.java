package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes labels with three states of what the records say of each class (multi-label-common.md, section 2). */
final class StateReader {
    private static final int[] NOTHING = {};

    /** The values that need no explanation. */
    private static final StateValues PLAIN = new StateValues(List.of("1"), List.of("-1"), List.of());

    private final LabelCells cells;
    private final Optional<LabelCells> listedNegatives;
    private final List<Optional<String>> parts;
    private final ClassNumbers numbers;
    private final LabelDescription.Multi description;
    private final int[][] positives;
    private final int[][] negatives;
    private final boolean[] closed;

    /**
     * Creates a reader.
     *
     * @param listedNegatives lists of classes that the items do not have
     * @param parts the part of the data that each item belongs to; empty if it is not given
     */
    StateReader(
            LabelCells cells,
            Optional<LabelCells> listedNegatives,
            List<Optional<String>> parts,
            ClassNumbers numbers,
            LabelDescription.Multi description) {
        this.cells = cells;
        this.listedNegatives = listedNegatives;
        this.parts = parts;
        this.numbers = numbers;
        this.description = description;
        positives = new int[cells.size()][];
        negatives = new int[cells.size()][];
        closed = new boolean[cells.size()];
    }

    Labels read() {
        Arrays.fill(positives, NOTHING);
        Arrays.fill(negatives, NOTHING);
        if (cells.encoding() instanceof Encoding.Parallel) {
            cells.unsuitable("multi", "a list of classes, or a column for each class");
            return new NoLabels(cells.size());
        }
        if (cells.isColumns() && description.unlisted().isPresent()) {
            cells.mistake(
                    "unlisted says what the classes are that a list does not contain, but here each class has a column."
                            + " Leave unlisted out, and say what a blank cell means.");
        }
        boolean valued = isValued();
        if (!valued && description.unlisted().isEmpty()) {
            cells.mistake(
                    "a list does not say what the classes are that it does not contain. Set unlisted: negative if the"
                            + " item does not have them, or unlisted: unknown if it may have them.");
            return new NoLabels(cells.size());
        }
        if (valued && description.values().isEmpty() && !areSelfExplanatory()) {
            return new NoLabels(cells.size());
        }
        if (description.unlisted().equals(Optional.of(LabelDescription.Multi.Unlisted.UNKNOWN_IN_TRAINING))
                && parts.stream().noneMatch(StateReader::isJudged)) {
            cells.mistake("unlisted is unknown_in_training, but it is not known which items are not for training. Give"
                    + " files of the validation or test items, or name the column that says the part of each item"
                    + " (split.column); otherwise set unlisted: unknown.");
        }
        for (int i = 0; i < cells.size(); i++) {
            Optional<List<Statement>> said = cells.items().get(i);
            int row = i;
            Optional<List<Statement>> denied =
                    listedNegatives.flatMap(all -> all.items().get(row));
            if (said.isEmpty() && denied.isEmpty()) {
                closed[i] = description.blankIsNo() && isClosedWorld(i);
            } else {
                cells.read(i, said.orElse(List.of()), (item, all) -> read(item, all, denied.orElse(List.of())));
            }
        }
        return new ClassSets(positives, negatives, closed, numbers.names());
    }

    private boolean isClosedWorld(int item) {
        return description
                .unlisted()
                .filter(unlisted -> unlisted == LabelDescription.Multi.Unlisted.NEGATIVE
                        || (unlisted == LabelDescription.Multi.Unlisted.UNKNOWN_IN_TRAINING
                                && isJudged(parts.get(item))))
                .isPresent();
    }

    /** Whether an item of a part is not for training. */
    private static boolean isJudged(Optional<String> part) {
        return part.filter(name -> !name.toLowerCase(Locale.ROOT).startsWith("train"))
                .isPresent();
    }

    /** Whether classes have values; otherwise they are only listed. */
    private boolean isValued() {
        return cells.isColumns()
                || cells.items().stream()
                        .flatMap(Optional::stream)
                        .flatMap(List::stream)
                        .anyMatch(each -> each.value().isPresent());
    }

    private void read(int item, List<Statement> said, List<Statement> denied) throws DataException {
        Map<Integer, int[]> votes = new TreeMap<>();
        for (Statement each : said) {
            int state = each.value().isEmpty()
                    ? ClassSets.POSITIVE
                    : state(each, each.value().get());
            vote(votes, each, state);
        }
        for (Statement each : denied) {
            vote(votes, each, ClassSets.NEGATIVE);
        }
        List<Integer> yes = new ArrayList<>();
        List<Integer> no = new ArrayList<>();
        votes.forEach((k, own) -> {
            boolean majority = description.conflicts() == LabelDescription.Multi.Conflicts.MAJORITY;
            if (own[0] > 0 && (own[1] == 0 || (majority && own[0] > own[1]))) {
                yes.add(k);
            } else if (own[1] > 0 && (own[0] == 0 || (majority && own[1] > own[0]))) {
                no.add(k);
            }
        });
        boolean undecided = yes.size() + no.size() < votes.size();
        if (undecided && isClosedWorld(item)) {
            // The list is not closed, since it says nothing of some classes, so the negative ones must be listed.
            for (int k = 0; k < numbers.names().size(); k++) {
                if (!votes.containsKey(k)) {
                    no.add(k);
                }
            }
        }
        // Only a list says that an item has none of the other classes: columns say nothing of classes that they lack.
        closed[item] = isClosedWorld(item) && !undecided;
        positives[item] = yes.stream().mapToInt(each -> each).toArray();
        negatives[item] =
                closed[item] ? NOTHING : no.stream().mapToInt(each -> each).toArray();
    }

    /** Counts a statement for (0) or against (1) its class. */
    private void vote(Map<Integer, int[]> votes, Statement statement, int state) throws DataException {
        OptionalInt number = numbers.number(statement.name(), statement);
        if (number.isEmpty()) {
            return;
        }
        int[] own = votes.computeIfAbsent(number.getAsInt(), k -> new int[2]);
        if (state == ClassSets.UNKNOWN) {
            return;
        }
        own[state == ClassSets.POSITIVE ? 0 : 1]++;
        if (own[0] > 0 && own[1] > 0 && description.conflicts() == LabelDescription.Multi.Conflicts.ERROR) {
            throw statement.error("contradicts what was said before of the class '" + statement.name()
                    + "' of this item. Correct one of the two, or set conflicts: majority or unknown");
        }
    }

    private int state(Statement statement, String value) throws DataException {
        StateValues values = description.values().orElse(PLAIN);
        String plain = GivenNames.whole(value);
        if (plain.isEmpty()) {
            return description.blankIsNo() ? ClassSets.NEGATIVE : ClassSets.UNKNOWN;
        }
        if (contains(values.yes(), plain)) {
            return ClassSets.POSITIVE;
        }
        if (contains(values.no(), plain)) {
            return ClassSets.NEGATIVE;
        }
        if (contains(values.unknown(), plain)) {
            return ClassSets.UNKNOWN;
        }
        throw statement.error("gives the class '" + statement.name() + "' the value '" + value + "'; allowed are "
                + meanings(values) + ". Correct the cell, or say what the value means");
    }

    private static String meanings(StateValues values) {
        List<String> meanings = new ArrayList<>();
        for (String yes : values.yes()) {
            meanings.add(yes + " (yes)");
        }
        for (String no : values.no()) {
            meanings.add(no + " (no)");
        }
        for (String unknown : values.unknown()) {
            meanings.add(unknown + " (unknown)");
        }
        return String.join(", ", meanings) + " and blank";
    }

    static boolean contains(List<String> values, String value) {
        return values.stream().anyMatch(each -> each.equalsIgnoreCase(value));
    }

    /** Whether all values are 1, -1 or blank; others are a mistake as long as the description does not say what they mean. */
    private boolean areSelfExplanatory() {
        TreeSet<String> found = new TreeSet<>();
        cells.forEach((i, said) ->
                said.forEach(each -> each.value().map(GivenNames::whole).ifPresent(found::add)));
        found.remove("");
        if (List.of("1", "-1").containsAll(found)) {
            return true;
        }
        List<String> first = found.stream().limit(5).toList();
        cells.mistake("its cells have the values " + String.join(", ", first)
                + (found.size() > first.size() ? ", .." : "")
                + ", which different files use for different things: 0 may mean that the item does not have the class or that"
                + " nothing is known. Set yes, no and unknown to the values with these meanings, such as yes: [1] with no: [0]"
                + " or with unknown: [0]" + (found.contains("-1") ? " and no: [-1]" : "") + ".");
        return false;
    }
}
