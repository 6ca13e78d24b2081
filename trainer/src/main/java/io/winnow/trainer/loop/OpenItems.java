package io.winnow.trainer.loop;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.AskedRound;
import io.winnow.trainer.select.Choice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The items that a next round may choose from, and what is common to all ways of choosing: how many, how many at random, and in which order. */
final class OpenItems {
    private static final long ORDER = 59;
    private static final int LEAST_RANDOM = 2;

    private final Project project;
    private final ItemTable items;
    private final Set<String> test;
    private final LabelState state;
    private final List<LoopRound> rounds;
    /** Rows that may be chosen. */
    private final int[] open;
    /** Rows that were answered or chosen, test items included. */
    private final int[] taken;

    OpenItems(Project project) throws IOException {
        this.project = project;
        items = project.items();
        test = project.testItems();
        state = LabelState.of(LoopTask.of(project.config()), project.answers(), items, project.classes());
        // The last rounds may be open: nobody should be asked about their items a second time.
        boolean[] asked = new boolean[items.size()];
        state.answered().forEach(row -> asked[row] = true);
        rounds = project.rounds();
        rounds.forEach(round -> round.items().forEach(each -> asked[items.row(each.id())] = true));
        open = IntStream.of(items.originals())
                .filter(row -> !asked[row] && !test.contains(items.get(row).id()))
                .toArray();
        taken = IntStream.range(0, asked.length).filter(row -> asked[row]).toArray();
    }

    /** Returns what the answers say. */
    LabelState state() {
        return state;
    }

    /** Returns the labelled items that are not for testing. */
    Training training() {
        return Training.of(state, items, test);
    }

    /** Returns the rows that may be chosen. */
    int[] rows() {
        return open.clone();
    }

    /** Returns the rows that were answered or chosen before, without those of test items. */
    int[] covered() {
        return IntStream.of(taken)
                .filter(row -> !test.contains(items.get(row).id()))
                .toArray();
    }

    /**
     * Returns the rounds before, by what was answered.
     *
     * @param rows rows of a pool, ascending, of which those of the rounds are places
     * @param positive the rare class
     */
    List<AskedRound> history(int[] rows, int positive) {
        return rounds.stream()
                .filter(round -> round.number() > 0)
                .map(round -> new AskedRound(
                        round.items().stream()
                                .flatMap(each -> asked(each, rows, positive).stream())
                                .toList(),
                        OptionalDouble.empty()))
                .toList();
    }

    private Optional<AskedRound.Asked> asked(LoopRound.Selected each, int[] rows, int positive) {
        int row = items.row(each.id());
        int place = Arrays.binarySearch(rows, row);
        return place < 0
                ? Optional.empty()
                : state.label(row)
                        .map(label -> new AskedRound.Asked(place, each.strategy(), LoopTask.has(label, positive)));
    }

    /** Returns why there can be no further round; empty if there can. */
    Optional<String> end() {
        Optional<Integer> budget = project.config().budget();
        if (budget.isPresent() && budget.get() <= taken.length) {
            return Optional.of("The budget of " + budget.get() + " answers is used up: " + taken.length
                    + " items were answered or chosen already. Raise it in "
                    + project.folder().resolve(Project.CONFIG) + " to go on.");
        }
        return open.length == 0
                ? Optional.of("There is nothing left to ask: every item was chosen already.")
                : Optional.empty();
    }

    /** Returns how many items the budget still allows to choose. */
    private int left() {
        return project.config().budget().orElse(Integer.MAX_VALUE) - taken.length;
    }

    /** Returns how many items can still be chosen, of a number that is wanted. */
    int atMost(long wanted) {
        return (int) Math.max(0, Math.min(wanted, Math.min(left(), open.length)));
    }

    /**
     * Returns how many items are chosen.
     *
     * @param available number of open items that can be chosen
     * @param nothing what to say if there are none
     * @param notes receives a sentence if there are fewer than wanted
     * @throws UserException if nothing is left to ask, or the budget is used up
     */
    int count(int wanted, int available, String nothing, List<String> notes) {
        end().ifPresent(why -> {
            throw new UserException(why);
        });
        int count = wanted;
        int left = left();
        if (left < count) {
            notes.add("Only " + left + " of the " + wanted + " items are chosen: then the budget is used up.");
            count = left;
        }
        if (available == 0) {
            throw new UserException(nothing);
        }
        if (available < count) {
            notes.add("Only " + available + " items are left, and all of them are chosen.");
            count = available;
        }
        return count;
    }

    /** Returns how many of the items of a round are drawn at random. */
    int randomCount(int count) {
        double share = project.config().randomShare();
        return share == 0 ? 0 : Math.min(count, Math.max(LEAST_RANDOM, (int) Math.round(share * count)));
    }

    /**
     * Returns chosen items in random order, with what is shown of them.
     *
     * @param guessesOf guesses of the classes of an item, by its row
     * @param number number of the round
     */
    List<LoopRound.Selected> selected(
            List<Choice> chosen, IntFunction<List<LabellingItem.Guess>> guessesOf, int number) {
        LoopConfig config = project.config();
        int[] order = Permutation.of(chosen.size(), config.seed(), ORDER, number);
        int blind = (int) Math.ceil(config.blindShare() * chosen.size());
        int twice = (int) Math.ceil(config.overlap() * chosen.size());
        List<LoopRound.Selected> selected = new ArrayList<>();
        for (int place = 0; place < order.length; place++) {
            Choice choice = chosen.get(order[place]);
            List<LabellingItem.Guess> guesses = guessesOf.apply(choice.row());
            selected.add(new LoopRound.Selected(
                    items.get(choice.row()).id(),
                    choice.strategy(),
                    Double.isFinite(choice.score()) ? Optional.of(choice.score()) : Optional.empty(),
                    guesses,
                    // The order is random, so the first and the last items are random ones.
                    place < blind,
                    place >= order.length - twice ? 2 : 1));
        }
        return selected;
    }
}
