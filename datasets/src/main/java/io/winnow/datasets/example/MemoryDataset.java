package io.winnow.datasets.example;

import io.winnow.datasets.label.Labels;
import java.util.List;

/** A data set whose items, keys and labels are in memory. */
public abstract class MemoryDataset<X> implements Dataset<X> {
    private final String name;
    private final List<String> keys;
    private final Labels labels;
    private final ReadReport report;
    private final String fingerprint;

    /**
     * Creates a data set.
     *
     * @param name a short name for messages and manifests
     * @param keys name of each item (N)
     * @param items number of items (N)
     * @param labels what is known of each item (N)
     * @param fingerprint see {@link #fingerprint}
     */
    protected MemoryDataset(
            String name, List<String> keys, int items, Labels labels, ReadReport report, String fingerprint) {
        if (keys.size() != items || labels.size() != items) {
            throw new IllegalArgumentException(
                    name + " has " + items + " items, but " + keys.size() + " keys and " + labels.size() + " labels.");
        }
        this.name = name;
        this.keys = List.copyOf(keys);
        this.labels = labels;
        this.report = report;
        this.fingerprint = fingerprint;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Labels labels() {
        return labels;
    }

    @Override
    public final String fingerprint() {
        return fingerprint;
    }

    @Override
    public final String key(int index) {
        return keys.get(index);
    }

    @Override
    public final ReadReport report() {
        return report;
    }
}
