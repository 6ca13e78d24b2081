package io.winnow.trainer.entity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The entities of images (mofi.md, section 2, items 3 and 4).
 *
 * @param labels entities of each image (N), best first; none if the image leaves the set
 * @param beforeCounting the same before rare entities dropped out
 * @param counts number of images of each entity before rare ones dropped out (E)
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table; never compared
record EntityAssignment(List<int[]> labels, List<int[]> beforeCounting, int[] counts) {
    /** The cosine of an image with an entity; NaN if it is not known. */
    @FunctionalInterface
    interface Cosines {
        double of(int image, int entity);
    }

    /**
     * Assigns entities.
     *
     * @param candidates entities that the text of each image names (N); one that is named twice counts once
     * @param count number of entities E
     * @param threshold least cosine; a candidate whose cosine is not known stays
     * @param least least number of images of an entity; those of rarer ones lose it, in one pass
     */
    static EntityAssignment of(int[][] candidates, int count, Cosines cosines, double threshold, int least) {
        int[] counts = new int[count];
        List<int[]> kept = IntStream.range(0, candidates.length)
                .mapToObj(i -> Arrays.stream(candidates[i])
                        .distinct()
                        .filter(e -> !(cosines.of(i, e) < threshold))
                        .boxed()
                        // Unknown cosines come last; the order of the text breaks ties.
                        .sorted(Comparator.comparingDouble((Integer e) -> unknownLast(cosines.of(i, e))))
                        .mapToInt(e -> e)
                        .toArray())
                .toList();
        kept.forEach(own -> Arrays.stream(own).forEach(e -> counts[e]++));
        List<int[]> labels = kept.stream()
                .map(own -> Arrays.stream(own).filter(e -> counts[e] >= least).toArray())
                .toList();
        return new EntityAssignment(labels, kept, counts);
    }

    private static double unknownLast(double cosine) {
        return Double.isNaN(cosine) ? 2 : -cosine;
    }
}
