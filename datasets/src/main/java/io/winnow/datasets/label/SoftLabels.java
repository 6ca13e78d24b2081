package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.List;

/**
 * A distribution over the classes per example, such as the shares of many annotators. Only the classes with a share are stored.
 *
 * @param classes for each of N examples, the distinct numbers of its classes in [0, classNames.size()); empty if nothing is known
 * @param weights for each of N examples, the shares of these classes, which are positive and sum to 1
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record SoftLabels(int[][] classes, double[][] weights, List<String> classNames) implements Labels {
    public SoftLabels {
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
    public SoftLabels select(int[] indices) {
        return new SoftLabels(LabelArrays.select(classes, indices), LabelArrays.select(weights, indices), classNames);
    }

    @Override
    public SoftLabels renumber(int[] numbers, List<String> names) {
        return new SoftLabels(LabelArrays.renumber(classes, numbers), weights, names);
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
