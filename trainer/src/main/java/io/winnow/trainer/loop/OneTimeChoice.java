package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Choice;
import io.winnow.trainer.select.Pool;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A choice of items from vectors that somebody has, without a project.
 *
 * @param chosen the choices, best first, by the rows of the vectors
 * @param notes notes for the user, one sentence each
 */
public record OneTimeChoice(List<Choice> chosen, List<String> notes) {
    /** What stands for the class of an item that nobody has labelled. */
    public static final int UNKNOWN = -1;

    public OneTimeChoice {
        chosen = List.copyOf(chosen);
        notes = List.copyOf(notes);
    }

    /**
     * Chooses items.
     *
     * @param vectors vectors of all items (N, D), which are compared by Euclidean distance
     * @param labels class of each item, or {@link #UNKNOWN} (N)
     * @param classes number of classes, at least 2
     * @param positive the rare class that is looked for; empty if all classes matter alike
     * @param once whether only the first of items with equal vectors may be chosen
     * @throws UserException if nothing can be chosen, or the strategy needs labels that are not there
     */
    public static OneTimeChoice of(
            Vectors vectors,
            int[] labels,
            int classes,
            OptionalInt positive,
            boolean once,
            Strategy strategy,
            int count,
            long seed,
            NDManager manager) {
        List<String> notes = new ArrayList<>();
        int[] rows = once
                ? different(vectors, labels, notes)
                : IntStream.range(0, labels.length).toArray();
        boolean[] labelled = new boolean[rows.length];
        for (int place = 0; place < rows.length; place++) {
            labelled[place] = labels[rows[place]] != UNKNOWN;
        }
        Pool pool = new Pool(
                vectors.select(rows),
                probabilities(vectors, labels, classes, strategy, manager).map(all -> all.select(rows)),
                labelled,
                classes,
                false,
                positive,
                Optional.empty(),
                List.of(),
                manager);
        int open = pool.unlabelled().length;
        if (open == 0) {
            throw new UserException(
                    "There is nothing to choose: every item has a label already, or the vector of one that has.");
        } else if (open < count) {
            notes.add("Only " + Plural.of(open, "item", "items") + " can be chosen, and all of them are.");
        }
        return new OneTimeChoice(
                strategy.choose(pool, Math.min(count, open), seed).stream()
                        .map(choice -> new Choice(rows[choice.row()], choice.strategy(), choice.score()))
                        .toList(),
                notes);
    }

    /** Returns the rows with a label, and the first of each set of equal vectors none of which has one. */
    private static int[] different(Vectors vectors, int[] labels, List<String> notes) {
        Map<IntBuffer, Integer> first = new HashMap<>();
        int[] originals = new int[labels.length];
        // Labelled rows come first, so that their copies are not asked for.
        for (boolean known : new boolean[] {true, false}) {
            for (int row = 0; row < labels.length; row++) {
                if ((labels[row] != UNKNOWN) == known) {
                    Integer before = first.putIfAbsent(bits(vectors, row), row);
                    originals[row] = before == null ? row : before;
                }
            }
        }
        int[] rows = IntStream.range(0, labels.length)
                .filter(row -> labels[row] != UNKNOWN || originals[row] == row)
                .toArray();
        if (rows.length < labels.length) {
            notes.add(Plural.of(labels.length - rows.length, "item repeats", "items repeat")
                    + " the vector of another one and cannot be chosen.");
        }
        return rows;
    }

    /**
     * Returns the bits of a vector, which are equal if and only if its numbers are. A buffer of the numbers themselves has the hash code of
     * their whole parts, which is the same one for all vectors of length 1.
     */
    private static IntBuffer bits(Vectors vectors, int row) {
        int[] bits = new int[vectors.width()];
        for (int column = 0; column < bits.length; column++) {
            bits[column] = Float.floatToIntBits(vectors.get(row, column) + 0f); // -0 becomes 0
        }
        return IntBuffer.wrap(bits);
    }

    private static Optional<Vectors> probabilities(
            Vectors vectors, int[] labels, int classes, Strategy strategy, NDManager manager) {
        if (!strategy.needsProbabilities()) {
            return Optional.empty();
        }
        int[] rows = IntStream.range(0, labels.length)
                .filter(row -> labels[row] != UNKNOWN)
                .toArray();
        List<int[]> known =
                Arrays.stream(rows).mapToObj(row -> new int[] {labels[row]}).toList();
        if (!LoopTask.ONE_CLASS.isEnough(known)) {
            throw new UserException("The strategy " + strategy.key()
                    + " needs a classifier, and so items of at least two classes with a label. Fill in the column of the labels"
                    + " for some items, or begin with typiclust.");
        }
        try (LoopClassifier classifier = new LoopClassifier(vectors, manager)) {
            return Optional.of(LoopTask.ONE_CLASS.probabilities(classifier, rows, known, classes));
        }
    }
}
