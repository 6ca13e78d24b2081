package io.winnow.trainer.select;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The items from which a strategy chooses, and those that have a label already.
 *
 * @param vectors representations of all items (N, D)
 * @param probabilities probabilities of a model for all items (N, K); empty if there is no model yet
 * @param labelled whether an item has a label (N)
 * @param classes K, the number of classes; at least 2
 * @param several whether an item may have several classes: then the probabilities are of each class by itself, and do not sum to 1
 * @param positive the rare class that is looked for; empty if all classes matter alike
 * @param objects objects in the items; empty if they are not known
 * @param history earlier rounds, oldest first
 * @param manager manager for computations
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record Pool(
        Vectors vectors,
        Optional<Vectors> probabilities,
        boolean[] labelled,
        int classes,
        boolean several,
        OptionalInt positive,
        Optional<PoolObjects> objects,
        List<AskedRound> history,
        NDManager manager) {
    /** The probability from which the model takes an item for the rare class. */
    private static final float SEEMS = 0.5f;

    public Pool {
        history = List.copyOf(history);
        if (labelled.length != vectors.rows()
                || (probabilities.isPresent() && probabilities.get().rows() != vectors.rows())) {
            throw new IllegalArgumentException("Vectors, probabilities and labels must be of the same items; found "
                    + vectors.rows() + " vectors and " + labelled.length + " marks.");
        }
        float[] values = vectors.values();
        for (int at = 0; at < values.length; at++) {
            if (!Float.isFinite(values[at])) {
                throw new IllegalArgumentException(
                        "The vector of row " + at / vectors.width() + " has a number that is not finite.");
            }
        }
    }

    /** Returns a pool of items with one class each, where all classes matter alike. */
    public static Pool of(
            Vectors vectors, Optional<Vectors> probabilities, boolean[] labelled, int classes, NDManager manager) {
        return new Pool(
                vectors,
                probabilities,
                labelled,
                classes,
                false,
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                manager);
    }

    public int size() {
        return labelled.length;
    }

    /** Returns the rows without a label, ascending. */
    public int[] unlabelled() {
        return IntStream.range(0, size()).filter(row -> !labelled[row]).toArray();
    }

    /** Returns the number of rows with a label. */
    public int labelledCount() {
        return size() - unlabelled().length;
    }

    /** Returns the probabilities. */
    Vectors requireProbabilities() {
        return probabilities.orElseThrow(
                () -> new IllegalStateException("A strategy that needs probabilities was used without a model."));
    }

    private int requirePositive() {
        return positive.orElseThrow(
                () -> new IllegalStateException("A strategy that looks for a rare class was used without one."));
    }

    /** Returns the probability of the rare class for each item (N). */
    float[] rareProbabilities() {
        Vectors all = requireProbabilities();
        int rare = requirePositive();
        float[] values = new float[size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = all.get(row, rare);
        }
        return values;
    }

    /** Returns whether the model takes each item for the rare class (N). */
    boolean[] seemRare() {
        float[] probabilities = rareProbabilities();
        boolean[] seem = new boolean[probabilities.length];
        for (int row = 0; row < seem.length; row++) {
            seem[row] = probabilities[row] >= SEEMS;
        }
        return seem;
    }

    /** Returns the same pool in which further rows count as labelled. */
    public Pool without(Iterable<Choice> chosen) {
        boolean[] more = labelled.clone();
        chosen.forEach(choice -> more[choice.row()] = true);
        return new Pool(vectors, probabilities, more, classes, several, positive, objects, history, manager);
    }
}
