package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.VoteLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Makes votes of what the records say: of annotators with names, or of counts and lists, which do not say who voted. */
final class VoteReader {
    private static final int[] NOTHING = {};

    /** More votes on one class of an item than this are not counts. */
    private static final int MOST_VOTES = 100_000;

    private final LabelCells cells;
    private final LabelDescription.Votes description;
    private final ClassNumbers numbers;
    private final boolean named;
    private final Map<String, Integer> annotators = new LinkedHashMap<>();
    private final int[][] voters;
    private final int[][] votes;

    VoteReader(LabelCells cells, List<ClassInfo> infos, LabelDescription.Votes description) {
        this.cells = cells;
        this.description = description;
        boolean byColumns = cells.isColumns() && !description.counts();
        numbers = ClassNumbers.of(
                List.of(cells),
                description.classes(),
                infos,
                byColumns ? ClassNumbers.NameOf.VALUE : ClassNumbers.NameOf.NAME);
        named = byColumns
                || (cells.encoding() instanceof Encoding.Rows rows
                        && rows.annotator().isPresent());
        voters = new int[cells.size()][];
        votes = new int[cells.size()][];
    }

    Labels read() {
        boolean counted = cells.isColumns() || cells.encoding() instanceof Encoding.Listed;
        if (cells.encoding() instanceof Encoding.Parallel || (description.counts() && !counted)) {
            cells.unsuitable(
                    "votes",
                    description.counts()
                            ? "a column of counts for each class, or a dictionary of counts"
                            : "a column for each annotator, a list, or a record for each vote");
            return new NoLabels(cells.size());
        }
        Arrays.fill(voters, NOTHING);
        Arrays.fill(votes, NOTHING);
        if (cells.isColumns() && named) {
            cells.columns().forEach(name -> annotators.put(name, annotators.size()));
        }
        cells.forEach(named ? this::readNamed : this::readAnonymous);
        return new VoteLabels(voters, votes, List.copyOf(annotators.keySet()), numbers.names());
    }

    private void readNamed(int item, List<Statement> said) throws DataException {
        Map<Integer, Integer> own = new TreeMap<>();
        for (Statement each : said) {
            String annotator = cells.isColumns() ? each.name() : each.annotator();
            String chosen = cells.isColumns() ? each.value().orElse("") : each.name();
            OptionalInt number = chosen.isEmpty() ? OptionalInt.empty() : numbers.number(chosen, each);
            if (number.isEmpty()) {
                continue;
            }
            int voter = annotators.computeIfAbsent(annotator, name -> annotators.size());
            Integer before = own.putIfAbsent(voter, number.getAsInt());
            if (before != null && before != number.getAsInt()) {
                throw each.error("is '" + chosen + "', but " + annotator + " chose '"
                        + numbers.names().get(before) + "' for the same item before. Remove one of the two records");
            }
        }
        voters[item] = own.keySet().stream().mapToInt(each -> each).toArray();
        votes[item] = own.values().stream().mapToInt(each -> each).toArray();
    }

    private void readAnonymous(int item, List<Statement> said) throws DataException {
        List<Integer> own = new ArrayList<>();
        for (Statement each : said) {
            double count = description.counts() ? each.amount() : 1;
            if (count != Math.rint(count) || count > MOST_VOTES) {
                throw each.error("gives '" + each.name() + "' the number of votes "
                        + each.value().orElse("") + "; it must be a whole number up to " + MOST_VOTES);
            }
            OptionalInt number = count == 0 ? OptionalInt.empty() : numbers.number(each.name(), each);
            for (int i = 0; i < count && number.isPresent(); i++) {
                own.add(number.getAsInt());
            }
        }
        votes[item] = own.stream().mapToInt(each -> each).toArray();
    }
}
