package io.winnow.datasets.split;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The wanted parts of a split.
 *
 * @param names names of the parts, at least two
 * @param shares share of the items that each part should have, above 0; their sum is 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parts(List<String> names, double[] shares) {
    private static final double ROUNDING = 1e-6;

    public Parts {
        names = List.copyOf(names);
        if (names.size() < 2 || Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    "A split must have at least two parts with different names, found " + names + ".");
        }
        if (shares.length != names.size()
                || !Arrays.stream(shares).allMatch(share -> share > 0)
                || Math.abs(Arrays.stream(shares).sum() - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "The shares of a split must be above 0 and sum to 1, with one share for each of " + names
                            + "; found " + Arrays.toString(shares) + ".");
        }
    }

    /** The usual parts: 70% train, 10% validation and 20% test. */
    public static Parts usual() {
        return new Parts(List.of("train", "validation", "test"), new double[] {0.7, 0.1, 0.2});
    }

    /** Equal parts for cross-validation, named {@code fold-0}, {@code fold-1} and so on. */
    public static Parts folds(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("Cross-validation needs at least 2 folds, found " + count + ".");
        }
        return new Parts(
                IntStream.range(0, count).mapToObj(fold -> "fold-" + fold).toList(),
                Collections.nCopies(count, 1.0 / count).stream()
                        .mapToDouble(each -> each)
                        .toArray());
    }
}
