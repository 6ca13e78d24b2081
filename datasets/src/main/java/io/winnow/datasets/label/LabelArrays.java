package io.winnow.datasets.label;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Operations on the arrays of {@link Labels}, whose first axis is the example. */
final class LabelArrays {
    /** The largest difference from 1 that rounding leaves in the sum of a distribution. */
    private static final double ROUNDING = 1e-6;

    private LabelArrays() {}

    static int[] select(int[] values, int[] indices) {
        return Arrays.stream(indices).map(i -> values[i]).toArray();
    }

    static boolean[] select(boolean[] values, int[] indices) {
        boolean[] selected = new boolean[indices.length];
        for (int i = 0; i < indices.length; i++) {
            selected[i] = values[indices[i]];
        }
        return selected;
    }

    static int[][] select(int[][] rows, int[] indices) {
        return Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(int[][]::new);
    }

    static double[][] select(double[][] rows, int[] indices) {
        return Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    /** Returns the classes with their numbers replaced; classes that are not known remain so. */
    static int[] renumber(int[] classes, int[] numbers) {
        return Arrays.stream(classes)
                .map(each -> each == GivenNames.NONE ? each : numbers[each])
                .toArray();
    }

    /** Returns the rows with the class numbers replaced. Classes whose new number is negative are left out. */
    static int[][] renumber(int[][] rows, int[] numbers) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row)
                        .map(each -> numbers[each])
                        .filter(number -> number >= 0)
                        .toArray())
                .toArray(int[][]::new);
    }

    /** Counts how often each class occurs. */
    static double[] counts(int[][] rows, int classCount) {
        double[] counts = new double[classCount];
        for (int[] row : rows) {
            for (int each : row) {
                counts[each]++;
            }
        }
        return counts;
    }

    /** Returns the shares of all classes, of which a row has some (K). */
    static double[] distribution(int[] row, double[] shares, int classCount) {
        return counts(new int[][] {row}, new double[][] {shares}, classCount);
    }

    /** Adds up the shares of each class. */
    static double[] counts(int[][] rows, double[][] shares, int classCount) {
        double[] counts = new double[classCount];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                counts[rows[i][j]] += shares[i][j];
            }
        }
        return counts;
    }

    /** Adds up the shares of each class, where the entries of a row have equal shares. */
    static double[] equalShares(int[][] rows, int classCount) {
        double[] counts = new double[classCount];
        for (int[] row : rows) {
            for (int each : row) {
                counts[each] += 1.0 / row.length;
            }
        }
        return counts;
    }

    static boolean[] allTrue(int size) {
        boolean[] all = new boolean[size];
        Arrays.fill(all, true);
        return all;
    }

    private static void requireClass(int example, int number, int classCount) {
        if (number < 0 || number >= classCount) {
            throw new IllegalArgumentException("Example " + example + " has class " + number + "; there are "
                    + classCount + " classes, numbered from 0.");
        }
    }

    /** Requires class numbers in [0, classCount). */
    static void requireClasses(int[][] rows, int classCount) {
        for (int i = 0; i < rows.length; i++) {
            for (int each : rows[i]) {
                requireClass(i, each, classCount);
            }
        }
    }

    /** Requires class numbers in [0, classCount), or {@link GivenNames#NONE}. */
    static void requireClassesOrNone(int[] classes, int classCount) {
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != GivenNames.NONE) {
                requireClass(i, classes[i], classCount);
            }
        }
    }

    /** Requires that no class is in both rows of an example. */
    static void requireDisjoint(int[][] positives, int[][] negatives) {
        for (int i = 0; i < positives.length; i++) {
            for (int negative : negatives[i]) {
                if (contains(positives[i], negative)) {
                    throw new IllegalArgumentException(
                            "Class " + negative + " of example " + i + " is both positive and negative.");
                }
            }
        }
    }

    private static boolean contains(int[] classes, int number) {
        for (int each : classes) {
            if (each == number) {
                return true;
            }
        }
        return false;
    }

    /** Requires that no class occurs twice in a row. */
    static void requireDistinct(int[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            Set<Integer> seen = new HashSet<>();
            for (int each : rows[i]) {
                if (!seen.add(each)) {
                    throw new IllegalArgumentException("Example " + i + " has class " + each + " twice.");
                }
            }
        }
    }

    /**
     * Requires that a row is empty or a distribution, whose sum is 1.
     *
     * @param least the smallest share that is allowed
     */
    static void requireDistribution(int example, double[] shares, double least) {
        double sum = 0;
        for (double share : shares) {
            if (!(share >= least)) {
                throw new IllegalArgumentException("Example " + example + " has a class with the share " + share + ".");
            }
            sum += share;
        }
        if (shares.length > 0 && Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "The shares of the classes of example " + example + " must sum to 1; their sum is " + sum + ".");
        }
    }

    static void requireLength(String what, int found, int examples) {
        if (found != examples) {
            throw new IllegalArgumentException(
                    "There are " + examples + " examples, but " + found + " entries of " + what + ".");
        }
    }
}
