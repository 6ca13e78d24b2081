package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Choice;
import io.winnow.trainer.select.NovelClasses;
import io.winnow.trainer.select.Pool;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Chooses the items of the next round: random ones first, from all that nobody was asked about, and the others by a strategy. Their order is
 * random, so that whoever stops early has labelled a part of each kind.
 */
public final class NextRound {
    private static final long ROUND = 53;
    private static final long ORDER = 59;
    private static final int LEAST_RANDOM = 2;

    /** Name of the choice by new classes, which has no model of the project's own. */
    private static final String NOVEL = "novel";

    private final Project project;
    private final ItemTable items;
    private final List<String> classes;
    private final AnswerLog answers;
    private final LabelState state;
    private final Set<String> test;
    /** Rows that may be chosen. */
    private final int[] open;
    /** Rows that were answered or chosen, test items included. */
    private final int[] taken;

    /** What was chosen, and what should be said about it. */
    public record Chosen(List<LoopRound.Selected> items, List<String> notes) {}

    public NextRound(Project project) throws IOException {
        this.project = project;
        items = project.items();
        classes = project.classes();
        answers = project.answers();
        state = LabelState.of(LoopTask.of(project.config()), answers, items, classes);
        test = project.testItems();
        // The last rounds may be open: nobody should be asked about their items a second time.
        boolean[] asked = new boolean[items.size()];
        state.answered().forEach(row -> asked[row] = true);
        project.rounds().forEach(round -> round.items().forEach(each -> asked[items.row(each.id())] = true));
        open = IntStream.of(items.originals())
                .filter(row -> !asked[row] && !test.contains(items.get(row).id()))
                .toArray();
        taken = IntStream.range(0, asked.length).filter(row -> asked[row]).toArray();
    }

    /** Returns why there can be no further round; empty if there can. */
    public Optional<String> end() {
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

    /**
     * Chooses items.
     *
     * @param vectors vectors of all items (N, D), of unit length
     * @param objects objects in the items, by their rows; empty if no strategy needs them
     * @param strategy strategy; replaced by typiclust while there is no model
     * @param wanted number of items
     * @param number number of the round, which the random draws depend on
     * @throws UserException if nothing is left to ask, or the budget is used up
     */
    public Chosen choose(
            Vectors vectors,
            Optional<PoolObjects> objects,
            Strategy strategy,
            int wanted,
            int number,
            NDManager manager) {
        List<String> notes = new ArrayList<>();
        int count = count(wanted, open.length, notes);
        Training training = Training.of(state, items, test);
        Optional<Vectors> probabilities = training.isEnough()
                ? Optional.of(training.probabilities(vectors, classes.size(), manager))
                : Optional.empty();
        Strategy used = strategy;
        if (probabilities.isEmpty() && strategy.needsProbabilities()) {
            used = Strategies.coldStart();
            notes.add("There is no model yet, which needs different labels, so " + used.key()
                    + " chooses the items instead of " + strategy.key() + ".");
        }
        int[] covered = IntStream.of(taken)
                .filter(row -> !test.contains(items.get(row).id()))
                .toArray();
        List<Choice> chosen = choose(pool(vectors, probabilities, objects, covered, manager), used, count, number);
        Optional<Vectors> model = probabilities;
        return new Chosen(
                selected(
                        chosen,
                        row -> model.map(p -> state.task().guesses(p, row, classes))
                                .orElse(List.of()),
                        number),
                notes);
    }

    /**
     * Chooses items by what a discovery of classes found: items of new classes, equally many of each, in the first round those that show best
     * what the class is, and then those at its border (Ma et al., CVPR 2024, arXiv 2403.04272).
     *
     * @param found classes of the examples of the run
     * @param exampleOf the example that each item is; -1 for none (N)
     * @throws UserException if nothing is left to ask, or the budget is used up
     */
    public Chosen choose(FoundClasses found, int[] exampleOf, int wanted, int number) throws IOException {
        List<String> notes = new ArrayList<>();
        int[] known = IntStream.of(open).filter(row -> exampleOf[row] >= 0).toArray();
        int count = count(wanted, known.length, notes);
        int[] order = Permutation.of(known.length, project.config().seed(), ROUND, number);
        int random = randomCount(count);
        List<Choice> chosen = new ArrayList<>();
        for (int i = 0; i < random; i++) {
            chosen.add(new Choice(known[order[i]], Strategies.random().key(), Double.NaN));
        }
        int[] rest =
                Arrays.stream(order).skip(random).map(i -> known[i]).sorted().toArray();
        boolean later = project.rounds().stream()
                .flatMap(round -> round.items().stream())
                .anyMatch(each -> each.strategy().equals(NOVEL));
        NovelClasses novel = NovelClasses.choose(
                Arrays.stream(rest)
                        .map(row -> of(found, exampleOf, row).number())
                        .toArray(),
                Arrays.stream(rest)
                        .mapToDouble(row -> of(found, exampleOf, row).margin())
                        .toArray(),
                found.classes().size(),
                found.old(),
                count - random,
                later);
        for (int place : novel.examples()) {
            chosen.add(new Choice(
                    rest[place], NOVEL, of(found, exampleOf, rest[place]).margin()));
        }
        if (novel.fromOld() > 0) {
            notes.add(Plural.of(novel.fromOld(), "item belongs", "items belong")
                    + " to old classes, because the run has no further items of new ones.");
        }
        return new Chosen(
                selected(
                        chosen,
                        row -> List.of(new LabellingItem.Guess(
                                found.classes().get(of(found, exampleOf, row).number()),
                                of(found, exampleOf, row).p())),
                        number),
                notes);
    }

    private static FoundClasses.Found of(FoundClasses found, int[] exampleOf, int row) {
        return found.examples().get(exampleOf[row]);
    }

    private int count(int wanted, int available, List<String> notes) {
        end().ifPresent(why -> {
            throw new UserException(why);
        });
        int count = wanted;
        int left = project.config().budget().orElse(Integer.MAX_VALUE) - taken.length;
        if (left < count) {
            notes.add("Only " + left + " of the " + wanted + " items are chosen: then the budget is used up.");
            count = left;
        }
        if (available == 0) {
            throw new UserException("There is nothing left to ask: every item was chosen already.");
        }
        if (available < count) {
            notes.add("Only " + available + " items are left, and all of them are chosen.");
            count = available;
        }
        return count;
    }

    /** The rows of a pool are the open ones, followed by those that were asked or answered, which count as labelled. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    private record Rows(Pool pool, int[] rows) {}

    private Rows pool(
            Vectors vectors,
            Optional<Vectors> probabilities,
            Optional<PoolObjects> objects,
            int[] covered,
            NDManager manager) {
        int[] rows = IntStream.concat(IntStream.of(open), IntStream.of(covered)).toArray();
        boolean[] labelled = new boolean[rows.length];
        Arrays.fill(labelled, open.length, rows.length, true);
        return new Rows(
                new Pool(
                        vectors.select(rows),
                        probabilities.map(all -> all.select(rows)),
                        labelled,
                        classes.size(),
                        project.config().several(),
                        project.positive(classes),
                        objects.map(all -> all.of(rows)),
                        manager),
                rows);
    }

    private List<Choice> choose(Rows rows, Strategy strategy, int count, int number) {
        long seed = CounterRandom.key(project.config().seed(), ROUND, number);
        int random = randomCount(count);
        List<Choice> chosen = new ArrayList<>(Strategies.random().choose(rows.pool, random, seed));
        chosen.addAll(strategy.choose(rows.pool.without(chosen), count - random, seed + 1));
        return chosen.stream()
                .map(choice -> new Choice(rows.rows[choice.row()], choice.strategy(), choice.score()))
                .toList();
    }

    private int randomCount(int count) {
        double share = project.config().randomShare();
        return share == 0 ? 0 : Math.min(count, Math.max(LEAST_RANDOM, (int) Math.round(share * count)));
    }

    private List<LoopRound.Selected> selected(
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
