package io.winnow.datasets.split;

import java.util.Arrays;
import java.util.List;

/**
 * The classes whose shares should be equal in all parts of a split.
 *
 * @param of distinct class numbers of each item (N), each in [0, names.size()); an empty array if an item has no known class
 * @param names class names
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record Strata(int[][] of, List<String> names) {
    private static final int[] NONE = {};

    public Strata {
        names = List.copyOf(names);
        for (int i = 0; i < of.length; i++) {
            for (int stratum : of[i]) {
                if (stratum < 0 || stratum >= names.size()) {
                    throw new IllegalArgumentException("Item " + i + " has class " + stratum + "; there are "
                            + names.size() + " classes, numbered from 0.");
                }
            }
        }
    }

    /** No classes: a split does not depend on labels. */
    public static Strata none(int size) {
        int[][] of = new int[size][];
        Arrays.fill(of, NONE);
        return new Strata(of, List.of());
    }

    /**
     * At most one class per item.
     *
     * @param classes class number of each item (N); -1 if it is not known
     */
    public static Strata classes(int[] classes, List<String> names) {
        return new Strata(
                Arrays.stream(classes)
                        .mapToObj(c -> c < 0 ? NONE : new int[] {c})
                        .toArray(int[][]::new),
                names);
    }

    /**
     * The most probable class of each item; of equally probable ones, the one with the smallest number.
     *
     * @param distributions probability of each class for each item (N, K); all zero if nothing is known of an item
     */
    public static Strata mostProbable(double[][] distributions, List<String> names) {
        int[] classes = new int[distributions.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = -1;
            double most = 0;
            for (int c = 0; c < distributions[i].length; c++) {
                if (distributions[i][c] > most) {
                    most = distributions[i][c];
                    classes[i] = c;
                }
            }
        }
        return classes(classes, names);
    }

    /** Whether an item has several classes. */
    boolean severalEach() {
        return Arrays.stream(of).anyMatch(each -> each.length > 1);
    }
}
