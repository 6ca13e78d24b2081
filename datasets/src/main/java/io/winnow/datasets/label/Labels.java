package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of each example of a data set, in the order of the examples. Each kind of knowledge is a record of its own. Of some examples nothing
 * may be known ({@link #known}).
 */
public sealed interface Labels
        permits NoLabels,
                ClassLabels,
                ClassSets,
                SoftLabels,
                CandidateLabels,
                BagLabels,
                DomainLabels,
                ExcludedLabels,
                OrdinalLabels,
                NumberLabels,
                VoteLabels {
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
}
