package io.winnow.trainer.evaluate;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Gradient boosting of decision trees by XGBoost (Chen and Guestrin 2016, arXiv 1603.02754): the baseline for rows of tables. All options are
 * the defaults of the library: learning rate 0.3, trees of depth 6, lambda 1, no subsampling, exact splits of categories with fewer than 4
 * levels. The number of rounds is chosen on a tenth of the training rows, which is held out by a seeded choice: training stops when the loss
 * there has not fallen for 50 rounds, or after 2,000 rounds. A second training on all rows then takes the best number of rounds. With fewer
 * than ten rows it is 100, the library's default. Equal arguments give equal predictions.
 */
public final class GradientBoosting {
    private GradientBoosting() {}

    /**
     * Columns of a table.
     *
     * @param values (N, W) in row-major order: numbers, and categories as numbers from 0; NaN where nothing is known
     * @param categorical whether each column holds categories (W)
     */
    @SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
    public record Columns(float[] values, boolean[] categorical) {
        public Columns {
            if (categorical.length == 0 || values.length % categorical.length != 0) {
                throw new IllegalArgumentException(values.length + " values do not form a table of "
                        + categorical.length + " columns, of which there must be at least one.");
            }
        }

        /** N. */
        public int rows() {
            return values.length / categorical.length;
        }
    }

    /**
     * Fits models to the training rows of which something is known, and predicts the test rows. The kind of the labels determines the models:
     *
     * <ul>
     *   <li>{@link ClassSets}: one binary model for each class, fitted to the rows in which the class is known. A class that lacks known
     *       positives or known negatives gets the same probability for every row, from its smoothed counts.
     *   <li>{@link NumberLabels}: one regression for each number, fitted by the squared error to the rows in which it is known. A number
     *       that is never known is NaN.
     *   <li>All others: one softmax model of the classes or levels. A row with several is repeated for each of them, with its share as the
     *       weight: the share of a distribution or of votes; equal shares for candidates.
     * </ul>
     *
     * @param train (N, W)
     * @param labels labels of the training rows (N)
     * @param test (M, W)
     * @param seed determines the rows that are held out
     * @return (M, P) in row-major order: probabilities of the classes or levels, or values of the numbers
     * @throws IllegalArgumentException if nothing is known of any row
     * @throws io.winnow.trainer.run.UserException if the native library of XGBoost cannot be loaded
     */
    public static float[] predictions(Columns train, Labels labels, Columns test, long seed) {
        if (labels.size() != train.rows() || !Arrays.equals(train.categorical(), test.categorical())) {
            throw new IllegalArgumentException("There are " + train.rows() + " training rows and " + labels.size()
                    + " labels; training and test rows must have the same columns.");
        }
        if (labels.knownCount() == 0) {
            throw new IllegalArgumentException("Gradient boosting needs labels; nothing is known of any row.");
        }
        if (labels instanceof ClassSets multi) {
            return sets(train, multi, test, seed);
        }
        if (labels instanceof NumberLabels numbers) {
            return numbers(train, numbers, test, seed);
        }
        if (labels.classCount() == 1) {
            return constant(1, test.rows());
        }
        BoostedTrees trees = BoostedTrees.softmax(labels.classCount());
        for (int i = 0; i < labels.size(); i++) {
            double[] shares = shares(labels, i);
            for (int k = 0; k < shares.length; k++) {
                if (shares[k] > 0) {
                    trees.add(i, k, shares[k]);
                }
            }
        }
        return trees.predictions(train, test, seed);
    }

    /** Returns the share of each class or level of an example (K); all are 0 if nothing is known. */
    private static double[] shares(Labels labels, int example) {
        if (labels instanceof SoftLabels soft) {
            return soft.distribution(example);
        } else if (labels instanceof VoteLabels votes) {
            return votes.distribution(example);
        } else if (labels instanceof BagLabels bags) {
            return bags.distribution(example);
        } else if (labels instanceof OrdinalLabels ordinal) {
            return ordinal.distribution(example);
        }
        return labels.select(new int[] {example}).counts();
    }

    private static float[] sets(Columns train, ClassSets given, Columns test, long seed) {
        ClassSets labels = given.withAssumedNegatives();
        int classes = labels.classCount();
        int[][] states =
                IntStream.range(0, labels.size()).mapToObj(labels::states).toArray(int[][]::new);
        float[] all = new float[test.rows() * classes];
        for (int k = 0; k < classes; k++) {
            BoostedTrees trees = BoostedTrees.logistic();
            int positives = 0;
            int known = 0;
            for (int i = 0; i < states.length; i++) {
                if (states[i][k] != ClassSets.UNKNOWN) {
                    boolean positive = states[i][k] == ClassSets.POSITIVE;
                    trees.add(i, positive ? 1 : 0, 1);
                    positives += positive ? 1 : 0;
                    known++;
                }
            }
            boolean both = positives > 0 && positives < known;
            float[] own = both
                    ? trees.predictions(train, test, seed)
                    : constant((positives + 0.5f) / (known + 1), test.rows());
            insert(own, k, classes, all);
        }
        return all;
    }

    private static float[] numbers(Columns train, NumberLabels labels, Columns test, long seed) {
        int count = labels.names().size();
        float[] all = new float[test.rows() * count];
        for (int d = 0; d < count; d++) {
            BoostedTrees trees = BoostedTrees.squaredError();
            boolean known = false;
            for (int i = 0; i < labels.size(); i++) {
                if (labels.known(i, d)) {
                    trees.add(i, labels.values()[i][d], 1);
                    known = true;
                }
            }
            float[] own = known ? trees.predictions(train, test, seed) : constant(Float.NaN, test.rows());
            insert(own, d, count, all);
        }
        return all;
    }

    private static float[] constant(float value, int rows) {
        float[] all = new float[rows];
        Arrays.fill(all, value);
        return all;
    }

    /** Writes a column (M) into a matrix (M, width). */
    private static void insert(float[] column, int place, int width, float[] all) {
        for (int i = 0; i < column.length; i++) {
            all[i * width + place] = column[i];
        }
    }
}
