package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Simulated annotators, each with an own confusion matrix.
 *
 * @param confusion confusion matrices of shape (A, K, K): [a, i, j] is the probability that annotator a labels an item of class i as j
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SimulatedAnnotators(double[][][] confusion) {

    /**
     * Annotators whose wrong labels are uniform among the other classes.
     *
     * @param right share of the items that each annotator labels rightly (A), in (0, 1]
     * @param classes number of classes (K), at least 2
     */
    public static SimulatedAnnotators uniform(double[] right, int classes) {
        return new SimulatedAnnotators(Arrays.stream(right)
                .mapToObj(share -> LabelNoise.SYMMETRIC.transitions(new int[classes], wrong(share)))
                .toArray(double[][][]::new));
    }

    /**
     * Annotators who confuse similar classes, as {@link ConfusableNoise} does.
     *
     * @param right share of the items that each annotator labels rightly (A), in (0, 1]
     * @param similarity similarity of classes (K, K), with K at least 2
     */
    public static SimulatedAnnotators bySimilarity(double[] right, double[][] similarity) {
        return new SimulatedAnnotators(Arrays.stream(right)
                .mapToObj(share -> ConfusableNoise.transitions(similarity, ConfusableNoise.TEMPERATURE, wrong(share)))
                .toArray(double[][][]::new));
    }

    /**
     * Lets the annotators label items. Each item is labelled by the same number of annotators, who are drawn uniformly.
     *
     * @param classes true class of each item (N)
     * @param items names of the items (N)
     * @param classNames names of the classes (K)
     * @param perItem number of annotators of each item, from 1 to A
     */
    public Annotations label(int[] classes, List<String> items, List<String> classNames, int perItem, long seed) {
        int annotators = confusion.length;
        if (perItem < 1 || perItem > annotators) {
            throw new IllegalArgumentException("The number of annotators of an item must be from 1 to " + annotators
                    + ", the number of all annotators; found " + perItem + ".");
        }
        int[][] voters = new int[classes.length][];
        int[][] labels = new int[classes.length][];
        for (int i = 0; i < classes.length; i++) {
            int item = i;
            voters[i] = Arrays.stream(Permutation.of(annotators, seed, LabelStreams.ANNOTATORS, i))
                    .limit(perItem)
                    .sorted()
                    .toArray();
            labels[i] = Arrays.stream(voters[i])
                    .map(a -> LabelNoise.draw(
                            confusion[a][classes[item]],
                            CounterRandom.of(seed, LabelStreams.VOTES, item, a).nextDouble()))
                    .toArray();
        }
        return new Annotations(
                items,
                IntStream.rangeClosed(1, annotators)
                        .mapToObj(a -> "annotator-" + a)
                        .toList(),
                classNames,
                voters,
                labels);
    }

    private static double wrong(double right) {
        if (!(right > 0 && right <= 1)) {
            throw new IllegalArgumentException(
                    "The share of the items that an annotator labels rightly must be in (0, 1], found " + right + ".");
        }
        return 1 - right;
    }
}
