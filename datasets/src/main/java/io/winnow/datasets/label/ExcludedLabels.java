package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Classes that an example is said not to have, where exactly one of the other classes is right (complementary labels). A class may be excluded
 * several times, by several answers, and an answer may be wrong. Of some examples, the class itself may be known: these trusted labels tell
 * which classes people exclude.
 *
 * @param excluded for each of N examples, the numbers of the classes that were excluded, in the order of the answers; empty if there is no answer
 * @param trusted number of the class of each example (N); {@link GivenNames#NONE} if it is not known
 * @param transition probability that an answer excludes a class (K, K): rows are true classes; empty if it is not given. See {@link
 *     #matrix}
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record ExcludedLabels(int[][] excluded, int[] trusted, Optional<double[][]> transition, List<String> classNames)
        implements Labels {
    public ExcludedLabels {
        classNames = List.copyOf(classNames);
        LabelArrays.requireLength("trusted classes", trusted.length, excluded.length);
        LabelArrays.requireClasses(excluded, classNames.size());
        LabelArrays.requireClassesOrNone(trusted, classNames.size());
    }

    @Override
    public int size() {
        return excluded.length;
    }

    @Override
    public boolean known(int example) {
        return excluded[example].length > 0 || trusted[example] != GivenNames.NONE;
    }

    @Override
    public ExcludedLabels select(int[] indices) {
        return new ExcludedLabels(
                LabelArrays.select(excluded, indices), LabelArrays.select(trusted, indices), transition, classNames);
    }

    @Override
    public ExcludedLabels renumber(int[] numbers, List<String> names) {
        return new ExcludedLabels(
                LabelArrays.renumber(excluded, numbers),
                LabelArrays.renumber(trusted, numbers),
                transition.map(given -> renumber(given, numbers, names.size())),
                names);
    }

    /** Classes that the matrix lacks are excluded like all others, and nothing else is when they are the true ones. */
    private static double[][] renumber(double[][] given, int[] numbers, int classes) {
        double[][] matrix = Exclusions.uniform(classes);
        for (int k = 0; k < numbers.length; k++) {
            if (numbers[k] >= 0) {
                Arrays.fill(matrix[numbers[k]], 0);
                for (int j = 0; j < numbers.length; j++) {
                    if (numbers[j] >= 0) {
                        matrix[numbers[k]][numbers[j]] = given[k][j];
                    }
                }
            }
        }
        return matrix;
    }

    /** The number of examples whose class is known. */
    public int trustedCount() {
        return (int)
                Arrays.stream(trusted).filter(each -> each != GivenNames.NONE).count();
    }

    /**
     * The probability that an answer excludes a class (K, K), where rows are true classes: the one that is given; or else an estimate from
     * trusted examples ({@link TransitionEstimate}); or else, without trusted examples, the uniform one.
     */
    public double[][] matrix() {
        if (transition.isPresent()) {
            return transition.get();
        }
        return trustedCount() == 0 ? Exclusions.uniform(classNames.size()) : TransitionEstimate.of(this);
    }

    /** How often each class was excluded for an example (K). */
    public int[] exclusions(int example) {
        int[] times = new int[classNames.size()];
        for (int each : excluded[example]) {
            times[each]++;
        }
        return times;
    }

    /** The number of answers for all examples. */
    public int answers() {
        int answers = 0;
        for (int[] own : excluded) {
            answers += own.length;
        }
        return answers;
    }

    /**
     * The shares of the classes in what is known of an example (K): 1 for the class that is known, and otherwise equal shares for the classes
     * that were not excluded. If all were, the shares of all classes are equal.
     */
    public double[] distribution(int example) {
        double[] shares = new double[classNames.size()];
        if (trusted[example] != GivenNames.NONE) {
            shares[trusted[example]] = 1;
            return shares;
        }
        int[] times = exclusions(example);
        int left = 0;
        for (int each : times) {
            left += each == 0 ? 1 : 0;
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] = left == 0 ? 1.0 / shares.length : times[k] == 0 ? 1.0 / left : 0;
        }
        return shares;
    }

    /** Examples count with the shares of the classes that were not excluded for them. */
    @Override
    public double[] counts() {
        double[] counts = new double[classNames.size()];
        for (int i = 0; i < excluded.length; i++) {
            double[] own = known(i) ? distribution(i) : new double[counts.length];
            for (int k = 0; k < counts.length; k++) {
                counts[k] += own[k];
            }
        }
        return counts;
    }

    @Override
    public Fingerprint addTo(Fingerprint digest) {
        transition.ifPresent(given -> Arrays.stream(given)
                .forEach(row -> Arrays.stream(row).forEach(each -> digest.add(Double.doubleToLongBits(each)))));
        return digest.addRows(excluded).add(trusted).addAll(classNames);
    }
}
