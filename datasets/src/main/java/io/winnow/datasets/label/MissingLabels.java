package io.winnow.datasets.label;

import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Simulates annotators who noted only some of the classes of an example. Whether a label is known is a function of the seed, the example and
 * the class, so a smaller share of known labels is a subset of a larger one.
 */
public final class MissingLabels {
    private static final int[] NONE = {};

    /** A uniform number in [0, 1) for each example and class. */
    @FunctionalInterface
    interface Uniforms {
        double of(int example, int classNumber);

        static Uniforms seeded(long seed, long stream) {
            return (example, classNumber) ->
                    CounterRandom.of(seed, stream, example, classNumber).nextDouble();
        }
    }

    private MissingLabels() {}

    /**
     * Of the m classes of each example, only one is known, which is drawn uniformly; examples without a class are left out (Cole et al.,
     * "Multi-label learning from single positive labels", CVPR 2021).
     *
     * @param positives distinct class numbers of each example (N, different numbers)
     */
    public static PartialLabels singlePositive(int[][] positives, long seed) {
        return singlePositive(positives, Uniforms.seeded(seed, LabelStreams.SINGLE_POSITIVE));
    }

    static PartialLabels singlePositive(int[][] positives, Uniforms uniforms) {
        int[] examples = IntStream.range(0, positives.length)
                .filter(i -> positives[i].length > 0)
                .toArray();
        int[][] kept = Arrays.stream(examples)
                .mapToObj(i -> {
                    int[] own = IntStream.of(positives[i]).sorted().toArray();
                    return new int[] {own[(int) (uniforms.of(i, 0) * own.length)]};
                })
                .toArray(int[][]::new);
        return given(positives, examples, kept, none(examples.length));
    }

    /**
     * Each class of an example is forgotten with the same probability; no class is known to be negative. All examples remain, even those of
     * which nothing is known any more.
     *
     * @param positives distinct class numbers of each example (N, different numbers)
     * @param rate probability with which a positive label is forgotten, in [0, 1)
     */
    public static PartialLabels dropPositives(int[][] positives, double rate, long seed) {
        return dropPositives(positives, rate, Uniforms.seeded(seed, LabelStreams.DROPPED_POSITIVES));
    }

    static PartialLabels dropPositives(int[][] positives, double rate, Uniforms uniforms) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "The share of dropped positive labels must be in [0, 1), found " + rate + ".");
        }
        int[] examples = IntStream.range(0, positives.length).toArray();
        int[][] kept = Arrays.stream(examples)
                .mapToObj(i -> IntStream.of(positives[i])
                        .sorted()
                        .filter(c -> uniforms.of(i, c) >= rate)
                        .toArray())
                .toArray(int[][]::new);
        return given(positives, examples, kept, none(examples.length));
    }

    /**
     * It is known with the same probability for each example and class whether the example has the class (Durand et al., "Learning a deep
     * ConvNet for multi-label classification with partial labels", CVPR 2019).
     *
     * @param positives distinct class numbers of each example (N, different numbers)
     * @param share probability with which a label is known, in (0, 1]
     */
    public static PartialLabels knownShare(int[][] positives, int classCount, double share, long seed) {
        return knownShare(positives, classCount, share, Uniforms.seeded(seed, LabelStreams.KNOWN_SHARE));
    }

    static PartialLabels knownShare(int[][] positives, int classCount, double share, Uniforms uniforms) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("The share of known labels must be in (0, 1], found " + share + ".");
        }
        int[] examples = IntStream.range(0, positives.length).toArray();
        int[][] known = new int[examples.length][];
        int[][] knownNot = new int[examples.length][];
        for (int i : examples) {
            boolean[] has = new boolean[classCount];
            IntStream.of(positives[i]).forEach(c -> has[c] = true);
            int[] own = IntStream.range(0, classCount)
                    .filter(c -> uniforms.of(i, c) < share)
                    .toArray();
            known[i] = IntStream.of(own).filter(c -> has[c]).toArray();
            knownNot[i] = IntStream.of(own).filter(c -> !has[c]).toArray();
        }
        return given(positives, examples, known, knownNot);
    }

    private static int[][] none(int size) {
        int[][] none = new int[size][];
        Arrays.fill(none, NONE);
        return none;
    }

    private static PartialLabels given(int[][] truth, int[] examples, int[][] positives, int[][] negatives) {
        return new PartialLabels(examples, positives, negatives, new TrueLabelSets(truth).select(examples));
    }
}
