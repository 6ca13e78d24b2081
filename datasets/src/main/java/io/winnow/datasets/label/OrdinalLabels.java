package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A level of an ordered scale per example, from one annotator or several.
 *
 * @param levels level numbers (N), each in [0, classNames.size()): the lower median of several annotators; {@link GivenNames#NONE} if
 *     nothing is known
 * @param distributions for each of N examples, the share of its annotators that chose each level (K), or an empty array if nothing is
 *     known; absent if each example has one annotator
 * @param annotators for each of N examples, the number of its annotators, which is 0 if nothing is known; absent if it is not known, or
 *     if each example has one annotator
 * @param classNames names of the levels, from the lowest to the highest
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record OrdinalLabels(
        int[] levels, Optional<double[][]> distributions, Optional<int[]> annotators, List<String> classNames)
        implements Labels {
    public OrdinalLabels {
        classNames = List.copyOf(classNames);
        if (annotators.isPresent()) {
            LabelArrays.requireLength("annotators", annotators.get().length, levels.length);
        }
        LabelArrays.requireClassesOrNone(levels, classNames.size());
        if (distributions.isPresent()) {
            double[][] shares = distributions.get();
            LabelArrays.requireLength("shares", shares.length, levels.length);
            for (int i = 0; i < levels.length; i++) {
                int expected = levels[i] == GivenNames.NONE ? 0 : classNames.size();
                LabelArrays.requireLength("shares of one example", shares[i].length, expected);
                LabelArrays.requireDistribution(i, shares[i], 0);
            }
        }
    }

    /** Creates labels of which it is not known how many annotators an example has. */
    public OrdinalLabels(int[] levels, Optional<double[][]> distributions, List<String> classNames) {
        this(levels, distributions, Optional.empty(), classNames);
    }

    /**
     * Creates labels from the choices of several annotators.
     *
     * @param counts for each of N examples, the number of its annotators that chose each level (K); all are 0 if nothing is known
     */
    public static OrdinalLabels of(int[][] counts, List<String> classNames) {
        int[] annotators =
                Arrays.stream(counts).mapToInt(own -> Arrays.stream(own).sum()).toArray();
        double[][] shares = new double[counts.length][];
        for (int i = 0; i < shares.length; i++) {
            int all = annotators[i];
            shares[i] = Arrays.stream(counts[i])
                    .mapToDouble(count -> (double) count / all)
                    .limit(all == 0 ? 0 : counts[i].length)
                    .toArray();
        }
        OrdinalLabels labels = of(shares, classNames);
        return new OrdinalLabels(labels.levels, labels.distributions, Optional.of(annotators), classNames);
    }

    /**
     * Creates labels from the shares of several annotators.
     *
     * @param distributions for each of N examples, the share of its annotators that chose each level (K); an empty array if nothing is
     *     known
     */
    public static OrdinalLabels of(double[][] distributions, List<String> classNames) {
        return new OrdinalLabels(
                Arrays.stream(distributions).mapToInt(OrdinalLabels::median).toArray(),
                Optional.of(distributions),
                classNames);
    }

    /** The lowest level at which at least half of the annotators are at or below it. */
    private static int median(double[] shares) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            sum += shares[k];
            if (sum >= 0.5 - 1e-9) {
                return k;
            }
        }
        return GivenNames.NONE;
    }

    /** Returns the share of each level of an example (K); all are 0 if nothing is known. */
    public double[] distribution(int example) {
        double[] distribution = new double[classNames.size()];
        if (known(example)) {
            if (distributions.isPresent()) {
                return distributions.get()[example].clone();
            }
            distribution[levels[example]] = 1;
        }
        return distribution;
    }

    @Override
    public int size() {
        return levels.length;
    }

    @Override
    public boolean known(int example) {
        return levels[example] != GivenNames.NONE;
    }

    @Override
    public OrdinalLabels select(int[] indices) {
        return new OrdinalLabels(
                LabelArrays.select(levels, indices),
                distributions.map(all -> LabelArrays.select(all, indices)),
                annotators.map(all -> LabelArrays.select(all, indices)),
                classNames);
    }

    /** The order of the levels must remain the same, since the numbers of levels have a meaning. */
    @Override
    public OrdinalLabels renumber(int[] numbers, List<String> names) {
        return new OrdinalLabels(
                LabelArrays.renumber(levels, numbers),
                distributions.map(all -> Arrays.stream(all)
                        .map(shares -> renumbered(shares, numbers, names.size()))
                        .toArray(double[][]::new)),
                annotators,
                names);
    }

    private static double[] renumbered(double[] shares, int[] numbers, int levels) {
        double[] moved = new double[shares.length == 0 ? 0 : levels];
        for (int k = 0; k < shares.length; k++) {
            if (shares[k] > 0) {
                moved[numbers[k]] = shares[k];
            }
        }
        return moved;
    }

    @Override
    public double[] counts() {
        double[] counts = new double[classNames.size()];
        for (int i = 0; i < levels.length; i++) {
            double[] own = distribution(i);
            for (int k = 0; k < own.length; k++) {
                counts[k] += own[k];
            }
        }
        return counts;
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        digest.add(levels);
        distributions.ifPresent(digest::addRows);
        annotators.ifPresent(digest::add);
        return digest.addAll(classNames);
    }
}
