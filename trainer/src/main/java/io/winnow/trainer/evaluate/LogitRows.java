package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Logits of examples with their labels, by which probabilities are calibrated: softmax(logits / T) with one temperature T for all examples
 * and classes (Guo et al., "On calibration of modern neural networks", ICML 2017, section 4.2). T changes no prediction, only how sure it is.
 *
 * <p>For examples with one class each, a row has the logit of each class. For sets of classes, each known pair of an example and a class is
 * a row (z, 0), of which the softmax is (sigmoid(z), sigmoid(-z)), so that the same likelihood is the binary cross entropy.
 *
 * @param logits (N, K) in row-major order
 * @param given the right column of each row (N)
 * @param columns K
 * @param pairs whether a row is a pair of an example and a class
 */
@SuppressWarnings("ArrayRecordComponent") // matrices; never compared
public record LogitRows(double[] logits, int[] given, int columns, boolean pairs) {
    /** Number of parts for cross-fitting. */
    private static final int FOLDS = 5;

    /** Logarithms of the temperatures between which one is sought. A result at the border means that there is no best one. */
    private static final double LEAST = -5.9;

    private static final double MOST = 3.9;

    /**
     * How good probabilities are.
     *
     * @param nll mean negative logarithm of the probability of what is right
     * @param ece expected calibration error: of the most probable class, or of the probability of each pair
     */
    public record Quality(double nll, double ece) {}

    /** Returns the rows of the examples whose class is known, in a random order for the reason that {@link #ofSets} gives. */
    public static LogitRows ofClasses(float[] logits, ClassLabels truth) {
        int classes = truth.classCount();
        int[] labelled = IntStream.range(0, truth.size())
                .filter(i -> truth.classes()[i] != GivenNames.NONE)
                .toArray();
        int[] known =
                Arrays.stream(order(labelled.length)).map(i -> labelled[i]).toArray();
        double[] rows = new double[known.length * classes];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logits[known[i / classes] * classes + i % classes];
        }
        return new LogitRows(
                rows, Arrays.stream(known).map(i -> truth.classes()[i]).toArray(), classes, false);
    }

    /**
     * Returns the rows of the known pairs of examples and classes, in a random order. In that of the examples, every n-th row could be of
     * the same class, so that the sample to which a temperature is fitted, or a part for cross-fitting, would lack other classes.
     */
    public static LogitRows ofSets(LabelScores logits) {
        LabelScores.Known known = logits.all();
        int[] order = order(known.scores().length);
        double[] rows = new double[2 * order.length];
        int[] given = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rows[2 * i] = known.scores()[order[i]];
            given[i] = known.positive()[order[i]] ? 0 : 1;
        }
        return new LogitRows(rows, given, 2, true);
    }

    private static int[] order(int count) {
        int[] order = IntStream.range(0, count).toArray();
        Random random = new Random(1);
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }

    /** Returns the number of rows. */
    public int size() {
        return given.length;
    }

    /**
     * Returns the temperature at which the labels are most likely. There is none if all predictions are right, because the likelihood grows
     * as T falls to 0, or if the predictions are no better than chance, because it grows with T.
     */
    public OptionalDouble temperature() {
        if (allRight()) {
            return OptionalDouble.empty();
        }
        double found = Temperature.fit(logits, given, columns);
        return Math.log(found) > LEAST && Math.log(found) < MOST ? OptionalDouble.of(found) : OptionalDouble.empty();
    }

    /** Whether no row has a logit above that of its right column; false if there are logits that are no numbers. */
    public boolean allRight() {
        for (int i = 0; i < given.length; i++) {
            if (!(logits[i * columns + given[i]] >= logits[i * columns + top(i)])) {
                return false;
            }
        }
        return true;
    }

    /** Returns the probabilities (N, K) at a temperature. */
    public double[] probabilities(double temperature) {
        double[] probabilities = logits.clone();
        Temperature.softmax(probabilities, columns, temperature);
        return probabilities;
    }

    /** Returns how good the probabilities are at a temperature. */
    public Quality quality(double temperature) {
        return quality(probabilities(temperature));
    }

    /** Returns how good probabilities are if each fifth of the rows has the temperature that is fitted to the others. */
    public Quality crossFitted() {
        double[] all = new double[logits.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            LogitRows others = select(i -> i % FOLDS != held);
            double[] own = probabilities(Temperature.fit(others.logits, others.given, columns));
            for (int i = fold; i < given.length; i += FOLDS) {
                System.arraycopy(own, i * columns, all, i * columns, columns);
            }
        }
        return quality(all);
    }

    private LogitRows select(IntPredicate rows) {
        int[] chosen = IntStream.range(0, given.length).filter(rows).toArray();
        double[] some = new double[chosen.length * columns];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(logits, chosen[i] * columns, some, i * columns, columns);
        }
        return new LogitRows(some, Arrays.stream(chosen).map(i -> given[i]).toArray(), columns, pairs);
    }

    private Quality quality(double[] probabilities) {
        CalibrationError error = new CalibrationError();
        double loss = 0;
        for (int i = 0; i < given.length; i++) {
            loss -= Math.log(Math.max(probabilities[i * columns + given[i]], Double.MIN_NORMAL));
            int judged = pairs ? 0 : top(i);
            error.add(probabilities[i * columns + judged], judged == given[i]);
        }
        return new Quality(loss / given.length, error.value());
    }

    /** Returns the column with the largest logit of a row; of several, the first. */
    public int top(int row) {
        return Ranks.largest(logits, row * columns, columns);
    }
}
