package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is known of each example of a data set, in the order of the examples. Each kind of knowledge is a record. Of some examples nothing
 * may be known ({@link #known}).
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public sealed interface Labels {
    int size();

    /** Class names by class number; empty if there are no classes. */
    List<String> classNames();

    /** Whether anything is known of an example. */
    boolean known(int example);

    /** Returns the labels of the examples {@code indices}, in that order. */
    Labels select(int[] indices);

    /**
     * Returns the same labels with other class numbers.
     *
     * @param numbers new number of each class by its old number, or a negative number for a class without examples
     * @param names class names by new number
     */
    Labels renumber(int[] numbers, List<String> names);

    /**
     * The number of examples of each class (K). An example whose label is a distribution counts with its shares, and one with several
     * classes counts for each of them; votes count with the shares of the annotators, and candidates with equal shares.
     */
    double[] counts();

    /** Adds to a digest everything that distinguishes these labels from others. */
    Fingerprint addTo(Fingerprint digest);

    /** Whether each class has an example, by class number. */
    default boolean[] present() {
        double[] counts = counts();
        boolean[] present = new boolean[counts.length];
        for (int k = 0; k < present.length; k++) {
            present[k] = counts[k] > 0;
        }
        return present;
    }

    /** Names of the classes without an example. */
    default List<String> absent() {
        boolean[] present = present();
        return IntStream.range(0, present.length)
                .filter(k -> !present[k])
                .mapToObj(classNames()::get)
                .toList();
    }

    /** {@link #counts} as shares, which sum to 1 (K); all are 0 if nothing is known. */
    default double[] shares() {
        double[] counts = counts();
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> sum == 0 ? 0 : count / sum).toArray();
    }

    /** The number of examples of which something is known. */
    default int knownCount() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += known(i) ? 1 : 0;
        }
        return count;
    }

    default int classCount() {
        return classNames().size();
    }

    /** No labels. */
    record None(int size) implements Labels {
        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public boolean known(int example) {
            return false;
        }

        @Override
        public Labels select(int[] indices) {
            return new None(indices.length);
        }

        @Override
        public Labels renumber(int[] numbers, List<String> names) {
            return this;
        }

        @Override
        public double[] counts() {
            return new double[0];
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest;
        }
    }

    /**
     * Exactly one class per example.
     *
     * @param classes class numbers (N), each in [0, classNames.size()); {@link GivenNames#NONE} if the class is not known
     */
    record Single(int[] classes, List<String> classNames) implements Labels {
        public Single {
            classNames = List.copyOf(classNames);
            LabelArrays.requireClassesOrNone(classes, classNames.size());
        }

        @Override
        public int size() {
            return classes.length;
        }

        @Override
        public boolean known(int example) {
            return classes[example] != GivenNames.NONE;
        }

        @Override
        public Single select(int[] indices) {
            return new Single(LabelArrays.select(classes, indices), classNames);
        }

        @Override
        public Single renumber(int[] numbers, List<String> names) {
            return new Single(LabelArrays.renumber(classes, numbers), names);
        }

        @Override
        public double[] counts() {
            double[] counts = new double[classNames.size()];
            for (int each : classes) {
                if (each != GivenNames.NONE) {
                    counts[each]++;
                }
            }
            return counts;
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest.add(classes).addAll(classNames);
        }
    }

    /**
     * Any number of classes per example, each of which is positive, negative or unknown. Only the classes that are listed for an example
     * are stored; the state of all others is the same.
     *
     * @param positives for each of N examples, the distinct numbers of its positive classes in [0, classNames.size())
     * @param negatives for each of N examples, the distinct numbers of classes that are listed as negative; none of them is positive
     * @param closed for each of N examples, whether its unlisted classes are negative; otherwise they are unknown
     */
    record Multi(int[][] positives, int[][] negatives, boolean[] closed, List<String> classNames) implements Labels {
        /** The state of a class that an example has. */
        public static final int POSITIVE = 1;

        /** The state of a class that an example does not have. */
        public static final int NEGATIVE = -1;

        /** The state of a class of which it is not known whether an example has it. */
        public static final int UNKNOWN = 0;

        public Multi {
            classNames = List.copyOf(classNames);
            LabelArrays.requireLength("negative classes", negatives.length, positives.length);
            LabelArrays.requireLength("closed", closed.length, positives.length);
            LabelArrays.requireClasses(positives, classNames.size());
            LabelArrays.requireClasses(negatives, classNames.size());
            LabelArrays.requireDisjoint(positives, negatives);
        }

        /** Creates labels that are fully known: the classes that are not listed are negative. */
        public Multi(int[][] positives, List<String> classNames) {
            this(positives, new int[positives.length][0], LabelArrays.allTrue(positives.length), classNames);
        }

        /** Whether every class of every example is positive or negative. */
        public boolean complete() {
            for (int i = 0; i < closed.length; i++) {
                if (!closed[i] && positives[i].length + negatives[i].length < classNames.size()) {
                    return false;
                }
            }
            return true;
        }

        /** Returns the states of all classes of an example (K): {@link #POSITIVE}, {@link #NEGATIVE} or {@link #UNKNOWN}. */
        public int[] states(int example) {
            int[] states = new int[classNames.size()];
            Arrays.fill(states, closed[example] ? NEGATIVE : UNKNOWN);
            for (int each : negatives[example]) {
                states[each] = NEGATIVE;
            }
            for (int each : positives[example]) {
                states[each] = POSITIVE;
            }
            return states;
        }

        @Override
        public int size() {
            return positives.length;
        }

        @Override
        public boolean known(int example) {
            return closed[example] || positives[example].length + negatives[example].length > 0;
        }

        @Override
        public Multi select(int[] indices) {
            return new Multi(
                    LabelArrays.select(positives, indices),
                    LabelArrays.select(negatives, indices),
                    LabelArrays.select(closed, indices),
                    classNames);
        }

        @Override
        public Multi renumber(int[] numbers, List<String> names) {
            return new Multi(
                    LabelArrays.renumber(positives, numbers), LabelArrays.renumber(negatives, numbers), closed, names);
        }

        @Override
        public double[] counts() {
            return LabelArrays.counts(positives, classNames.size());
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            digest.addRows(positives);
            if (!complete()) {
                digest.addRows(negatives);
                for (boolean each : closed) {
                    digest.add(each ? 1 : 0);
                }
            }
            return digest.addAll(classNames);
        }
    }

    /**
     * A distribution over the classes per example, such as the shares of many annotators. Only the classes with a share are stored.
     *
     * @param classes for each of N examples, the distinct numbers of its classes in [0, classNames.size()); empty if nothing is known
     * @param weights for each of N examples, the shares of these classes, which are positive and sum to 1
     */
    record Soft(int[][] classes, double[][] weights, List<String> classNames) implements Labels {
        public Soft {
            classNames = List.copyOf(classNames);
            LabelArrays.requireLength("shares", weights.length, classes.length);
            LabelArrays.requireClasses(classes, classNames.size());
            LabelArrays.requireDistinct(classes);
            for (int i = 0; i < weights.length; i++) {
                LabelArrays.requireLength("shares of one example", weights[i].length, classes[i].length);
                LabelArrays.requireDistribution(i, weights[i], Double.MIN_VALUE);
            }
        }

        /** Returns the distribution of an example (K); all shares are 0 if nothing is known. */
        public double[] distribution(int example) {
            return LabelArrays.distribution(classes[example], weights[example], classNames.size());
        }

        @Override
        public int size() {
            return classes.length;
        }

        @Override
        public boolean known(int example) {
            return classes[example].length > 0;
        }

        @Override
        public Soft select(int[] indices) {
            return new Soft(LabelArrays.select(classes, indices), LabelArrays.select(weights, indices), classNames);
        }

        @Override
        public Soft renumber(int[] numbers, List<String> names) {
            return new Soft(LabelArrays.renumber(classes, numbers), weights, names);
        }

        @Override
        public double[] counts() {
            return LabelArrays.counts(classes, weights, classNames.size());
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest.addRows(classes).addRows(weights).addAll(classNames);
        }
    }

    /**
     * Candidates per example, exactly one of which is its class (partial labels).
     *
     * @param candidates for each of N examples, the distinct numbers of its candidates in [0, classNames.size()); empty if nothing is
     *     known
     */
    record Candidates(int[][] candidates, List<String> classNames) implements Labels {
        public Candidates {
            classNames = List.copyOf(classNames);
            LabelArrays.requireClasses(candidates, classNames.size());
            LabelArrays.requireDistinct(candidates);
        }

        @Override
        public int size() {
            return candidates.length;
        }

        @Override
        public boolean known(int example) {
            return candidates[example].length > 0;
        }

        @Override
        public Candidates select(int[] indices) {
            return new Candidates(LabelArrays.select(candidates, indices), classNames);
        }

        @Override
        public Candidates renumber(int[] numbers, List<String> names) {
            return new Candidates(LabelArrays.renumber(candidates, numbers), names);
        }

        @Override
        public double[] counts() {
            return LabelArrays.equalShares(candidates, classNames.size());
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest.addRows(candidates).addAll(classNames);
        }
    }

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
    record Ordinal(
            int[] levels, Optional<double[][]> distributions, Optional<int[]> annotators, List<String> classNames)
            implements Labels {
        public Ordinal {
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
        public Ordinal(int[] levels, Optional<double[][]> distributions, List<String> classNames) {
            this(levels, distributions, Optional.empty(), classNames);
        }

        /**
         * Creates labels from the choices of several annotators.
         *
         * @param counts for each of N examples, the number of its annotators that chose each level (K); all are 0 if nothing is known
         */
        public static Ordinal of(int[][] counts, List<String> classNames) {
            int[] annotators = Arrays.stream(counts)
                    .mapToInt(own -> Arrays.stream(own).sum())
                    .toArray();
            double[][] shares = new double[counts.length][];
            for (int i = 0; i < shares.length; i++) {
                int all = annotators[i];
                shares[i] = Arrays.stream(counts[i])
                        .mapToDouble(count -> (double) count / all)
                        .limit(all == 0 ? 0 : counts[i].length)
                        .toArray();
            }
            Ordinal labels = of(shares, classNames);
            return new Ordinal(labels.levels, labels.distributions, Optional.of(annotators), classNames);
        }

        /**
         * Creates labels from the shares of several annotators.
         *
         * @param distributions for each of N examples, the share of its annotators that chose each level (K); an empty array if nothing is
         *     known
         */
        public static Ordinal of(double[][] distributions, List<String> classNames) {
            return new Ordinal(
                    Arrays.stream(distributions).mapToInt(Ordinal::median).toArray(),
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
        public Ordinal select(int[] indices) {
            return new Ordinal(
                    LabelArrays.select(levels, indices),
                    distributions.map(all -> LabelArrays.select(all, indices)),
                    annotators.map(all -> LabelArrays.select(all, indices)),
                    classNames);
        }

        /** The order of the levels must remain the same, since the numbers of levels have a meaning. */
        @Override
        public Ordinal renumber(int[] numbers, List<String> names) {
            return new Ordinal(
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

    /**
     * One number or several per example.
     *
     * @param values values (N, D); NaN if a value is not known
     * @param names names of the numbers (D)
     * @param unit the unit of all numbers, such as {@code mol/l}; empty if none is given
     */
    record Numbers(double[][] values, List<String> names, Optional<String> unit) implements Labels {
        public Numbers {
            names = List.copyOf(names);
            for (int i = 0; i < values.length; i++) {
                if (values[i].length != names.size()) {
                    throw new IllegalArgumentException("Example " + i + " has " + values[i].length
                            + " numbers; there are " + names.size() + " names.");
                }
                for (double value : values[i]) {
                    if (Double.isInfinite(value)) {
                        throw new IllegalArgumentException("Example " + i + " has an infinite number.");
                    }
                }
            }
        }

        /** Whether a number of an example is known: the mask of shape (N, D). */
        public boolean known(int example, int number) {
            return !Double.isNaN(values[example][number]);
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public boolean known(int example) {
            return Arrays.stream(values[example]).anyMatch(value -> !Double.isNaN(value));
        }

        @Override
        public Numbers select(int[] indices) {
            return new Numbers(LabelArrays.select(values, indices), names, unit);
        }

        @Override
        public Numbers renumber(int[] numbers, List<String> classNames) {
            return this;
        }

        @Override
        public double[] counts() {
            return new double[0];
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest.addRows(values).addAll(names);
        }
    }

    /**
     * The classes that several annotators chose for each example. An annotator need not vote on every example.
     *
     * @param voters for each of N examples, the distinct numbers of the annotators who voted in [0, annotators.size()), ascending (N, V); no
     *     numbers at all if it is not known who voted
     * @param votes for each of N examples, the class numbers in [0, classNames.size()) that these annotators chose (N, V)
     * @param annotators names of the annotators (A); empty if it is not known who voted
     */
    record Votes(int[][] voters, int[][] votes, List<String> annotators, List<String> classNames) implements Labels {
        public Votes {
            classNames = List.copyOf(classNames);
            annotators = List.copyOf(annotators);
            LabelArrays.requireLength("annotators", voters.length, votes.length);
            LabelArrays.requireClasses(votes, classNames.size());
            for (int i = 0; i < votes.length; i++) {
                LabelArrays.requireLength(
                        "annotators of one example", voters[i].length, annotators.isEmpty() ? 0 : votes[i].length);
                for (int j = 0; j < voters[i].length; j++) {
                    if (voters[i][j] >= annotators.size() || voters[i][j] < (j == 0 ? 0 : voters[i][j - 1] + 1)) {
                        throw new IllegalArgumentException("The annotators of example " + i
                                + " must be distinct numbers below " + annotators.size() + ", ascending; found "
                                + Arrays.toString(voters[i]) + ".");
                    }
                }
            }
        }

        /** Returns the share of an example's votes that each class has (K); all are 0 if there are no votes. */
        public double[] distribution(int example) {
            return LabelArrays.equalShares(new int[][] {votes[example]}, classNames.size());
        }

        @Override
        public int size() {
            return votes.length;
        }

        @Override
        public boolean known(int example) {
            return votes[example].length > 0;
        }

        @Override
        public Votes select(int[] indices) {
            return new Votes(
                    LabelArrays.select(voters, indices), LabelArrays.select(votes, indices), annotators, classNames);
        }

        @Override
        public Votes renumber(int[] numbers, List<String> names) {
            return new Votes(voters, LabelArrays.renumber(votes, numbers), annotators, names);
        }

        @Override
        public double[] counts() {
            return LabelArrays.equalShares(votes, classNames.size());
        }

        @Override
        public Fingerprint addTo(Fingerprint digest) {
            return digest.addRows(voters).addRows(votes).addAll(annotators).addAll(classNames);
        }
    }
}
