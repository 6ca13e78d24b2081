package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.List;

/** No labels. */
public record NoLabels(int size) implements Labels {
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
        return new NoLabels(indices.length);
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
