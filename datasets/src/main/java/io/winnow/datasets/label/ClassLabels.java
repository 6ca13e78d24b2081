package io.winnow.datasets.label;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.util.List;

/**
 * Exactly one class per example.
 *
 * @param classes class numbers (N), each in [0, classNames.size()); {@link GivenNames#NONE} if the class is not known
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record ClassLabels(int[] classes, List<String> classNames) implements Labels {
    public ClassLabels {
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
    public ClassLabels select(int[] indices) {
        return new ClassLabels(LabelArrays.select(classes, indices), classNames);
    }

    @Override
    public ClassLabels renumber(int[] numbers, List<String> names) {
        return new ClassLabels(LabelArrays.renumber(classes, numbers), names);
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
