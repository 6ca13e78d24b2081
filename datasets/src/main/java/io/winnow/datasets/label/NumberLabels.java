package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One number or several per example.
 *
 * @param values values (N, D); NaN if a value is not known
 * @param names names of the numbers (D)
 * @param unit the unit of all numbers, such as {@code mol/l}; empty if none is given
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record NumberLabels(double[][] values, List<String> names, Optional<String> unit) implements Labels {
    public NumberLabels {
        names = List.copyOf(names);
        for (int i = 0; i < values.length; i++) {
            if (values[i].length != names.size()) {
                throw new IllegalArgumentException("Example " + i + " has " + values[i].length + " numbers; there are "
                        + names.size() + " names.");
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
    public NumberLabels select(int[] indices) {
        return new NumberLabels(LabelArrays.select(values, indices), names, unit);
    }

    @Override
    public NumberLabels renumber(int[] numbers, List<String> classNames) {
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
