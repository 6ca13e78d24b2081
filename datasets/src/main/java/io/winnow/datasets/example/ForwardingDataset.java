package io.winnow.datasets.example;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.List;

/** A data set that adds something to another one, whose items it has. */
public abstract class ForwardingDataset<X, D extends Dataset<X>> implements Dataset<X> {
    private final D source;

    protected ForwardingDataset(D source) {
        this.source = source;
    }

    /** The data set whose items this one has. */
    protected final D source() {
        return source;
    }

    @Override
    public final String name() {
        return source.name();
    }

    @Override
    public final X item(int index) throws IOException {
        return source.item(index);
    }

    @Override
    public final String key(int index) {
        return source.key(index);
    }

    @Override
    public final Labels labels() {
        return source.labels();
    }

    @Override
    public final String fingerprint() {
        return source.fingerprint();
    }

    @Override
    public final ReadReport report() {
        return source.report();
    }

    @Override
    public final List<Shard> shards() {
        return source.shards();
    }

    @Override
    public final void close() throws IOException {
        source.close();
    }
}
