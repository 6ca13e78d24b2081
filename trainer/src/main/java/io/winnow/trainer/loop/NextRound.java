package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Choice;
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
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Chooses the items of the next round: random ones first, from all that nobody was asked about, and the others by a strategy. Their order is
 * random, so that whoever stops early has labelled a part of each kind.
 */
public final class NextRound {
    static final long ROUND = 53;

    private final Project project;
    private final List<String> classes;
    private final OpenItems open;

    /** What was chosen, and what should be said about it. */
    public record Chosen(List<LoopRound.Selected> items, List<String> notes) {}

    public NextRound(Project project) throws IOException {
        this.project = project;
        classes = project.classes();
        open = new OpenItems(project);
    }

    /** Returns why there can be no further round; empty if there can. */
    public Optional<String> end() {
        return open.end();
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
        int count = open.count(
                wanted, open.rows().length, "There is nothing left to ask: every item was chosen already.", notes);
        Training training = open.training();
        Optional<Vectors> probabilities = training.isEnough()
                ? Optional.of(training.probabilities(vectors, classes.size(), manager))
                : Optional.empty();
        Strategy used = strategy;
        if (probabilities.isEmpty() && strategy.needsProbabilities()) {
            used = Strategies.coldStart();
            notes.add("There is no model yet, which needs different labels, so " + used.key()
                    + " chooses the items instead of " + strategy.key() + ".");
        }
        List<Choice> chosen = choose(pool(vectors, probabilities, objects, manager), used, count, number);
        Optional<Vectors> model = probabilities;
        return new Chosen(
                open.selected(
                        chosen,
                        row -> model.map(p -> open.state().task().guesses(p, row, classes))
                                .orElse(List.of()),
                        number),
                notes);
    }

    /** The rows of a pool, ascending, so that they have the same order in every round. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    private record Rows(Pool pool, int[] rows) {}

    private Rows pool(
            Vectors vectors, Optional<Vectors> probabilities, Optional<PoolObjects> objects, NDManager manager) {
        int[] covered = open.covered(); // asked or answered, so they count as labelled
        int[] rows = IntStream.concat(IntStream.of(open.rows()), IntStream.of(covered))
                .sorted()
                .toArray();
        boolean[] labelled = new boolean[rows.length];
        IntStream.of(covered).forEach(row -> labelled[Arrays.binarySearch(rows, row)] = true);
        OptionalInt positive = project.positive(classes);
        return new Rows(
                new Pool(
                        vectors.select(rows),
                        probabilities.map(all -> all.select(rows)),
                        labelled,
                        classes.size(),
                        project.config().several(),
                        positive,
                        objects.map(all -> all.of(rows)),
                        positive.isPresent() ? open.history(rows, positive.getAsInt()) : List.of(),
                        manager),
                rows);
    }

    private List<Choice> choose(Rows rows, Strategy strategy, int count, int number) {
        long seed = CounterRandom.key(project.config().seed(), ROUND, number);
        int random = open.randomCount(count);
        List<Choice> chosen = new ArrayList<>(Strategies.random().choose(rows.pool, random, seed));
        chosen.addAll(strategy.choose(rows.pool.without(chosen), count - random, seed + 1));
        return chosen.stream()
                .map(choice -> new Choice(rows.rows[choice.row()], choice.strategy(), choice.score()))
                .toList();
    }
}
