package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.pool.Embedding;
import io.winnow.trainer.pool.MeasureStore;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Vectors of the examples of a pool by a model, which are computed once and kept. */
final class PoolVectors {
    private PoolVectors() {}

    /**
     * Returns the vectors (N, D); null for damaged examples.
     *
     * @param model the model; without one, there are no vectors
     */
    static Optional<float[][]> of(Optional<Path> model, Pool pool, DataRoot root, Catalog catalog, NDManager manager)
            throws IOException {
        if (model.isEmpty()) {
            return Optional.empty();
        }
        MeasureStore store = new MeasureStore(root.writable().resolve("vectors"));
        try (TrainedModel opened = Models.openEncoder(model.get(), WeightsChoice.LAST, manager)) {
            String digest = new Fingerprint()
                    .add(opened.digest())
                    .add("items")
                    .add(pool.fingerprint())
                    .hex();
            InputOptions options = new InputOptions(catalog, TextCharset.UTF_8, Optional.empty());
            return Optional.of(
                    store.vectors(digest, () -> new Embedding(opened, options, manager).items(pool), manager));
        }
    }
}
