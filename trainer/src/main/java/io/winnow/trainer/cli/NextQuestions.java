package io.winnow.trainer.cli;

import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.TruthEstimate;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The options of {@code winnow data aggregate} that say which items need further labels (truth-inference.md, section 2, item 10). */
final class NextQuestions {
    @Option(
            names = "--until",
            paramLabel = "P",
            description =
                    "Adds the column enough, which is true for the items that need no further label: their confidence is at"
                            + " least P, or their class is known.")
    private Optional<Double> until = Optional.empty();

    @Option(
            names = "--budget",
            paramLabel = "N",
            description =
                    "Adds the column ask_next, which numbers the N items that should be labelled next, the least certain one"
                            + " first. Items that --until counts as certain enough are not among them.")
    private Optional<Integer> budget = Optional.empty();

    /** @throws UserException if a value is not possible */
    void check() {
        if (until.isPresent() && !(until.get() > 0 && until.get() <= 1)) {
            throw new UserException("--until must be a probability above 0 and at most 1; found " + until.get() + ".");
        }
        if (budget.isPresent() && budget.get() < 1) {
            throw new UserException("--budget must be at least 1, the number of items; found " + budget.get() + ".");
        }
    }

    /** Returns the names of the columns that are added. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        until.ifPresent(each -> columns.add("enough"));
        budget.ifPresent(each -> columns.add("ask_next"));
        return columns;
    }

    /** Returns the values of these columns for each item. */
    List<List<Object>> rows(TruthEstimate estimate, int[] known) {
        int[] places = places(estimate, known);
        return IntStream.range(0, known.length)
                .mapToObj(item -> {
                    List<Object> row = new ArrayList<>();
                    until.ifPresent(each -> row.add(isEnough(estimate, known, item)));
                    budget.ifPresent(each -> row.add(places[item] == 0 ? null : places[item]));
                    return row;
                })
                .toList();
    }

    /** Returns how many items need no further label; empty if that was not asked. */
    Optional<Long> enough(TruthEstimate estimate, int[] known) {
        return until.map(least -> IntStream.range(0, known.length)
                .filter(item -> isEnough(estimate, known, item))
                .count());
    }

    private boolean isEnough(TruthEstimate estimate, int[] known, int item) {
        return known[item] != AnswerTable.UNKNOWN || (until.isPresent() && estimate.confidence(item) >= until.get());
    }

    /** Returns the place of each item among those that should be labelled next, from 1; 0 if it is not among them. */
    private int[] places(TruthEstimate estimate, int[] known) {
        int[] places = new int[known.length];
        List<Integer> order = IntStream.range(0, known.length)
                .filter(item -> !isEnough(estimate, known, item))
                .boxed()
                .sorted(Comparator.comparingDouble(estimate::confidence))
                .limit(budget.orElse(0))
                .toList();
        for (int place = 0; place < order.size(); place++) {
            places[order.get(place)] = place + 1;
        }
        return places;
    }
}
