package io.winnow.trainer.filter;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.pool.Embedding;
import io.winnow.trainer.pool.ItemFacts;
import io.winnow.trainer.pool.MeasureStore;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.pool.PoolReader;
import io.winnow.trainer.pool.SentenceVectors;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What filters need to know of the examples of a pool besides their captions. Each is measured when it is first needed. A vector that is not
 * known, such as that of a damaged image, is null.
 */
public final class Measures implements AutoCloseable {
    /** Opens the model that computes vectors. */
    @FunctionalInterface
    public interface Opener {
        TrainedModel open(Path model, NDManager manager) throws IOException;
    }

    private final Pool pool;
    private final FilterConfig config;
    private final MeasureStore store;
    private final InputOptions options;
    private final Opener opener;
    private final NDManager manager;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, float[][]> targets = new HashMap<>();
    private List<ItemFacts> facts;
    private TrainedModel model;
    private float[][] vectors;
    private float[][] captions;
    private PoolClusters clusters;

    /**
     * Creates measures of a pool.
     *
     * @param store where what takes long to compute is stored
     * @param options how inputs of models are read
     * @param opener opens the model that the configuration names
     * @param manager manager on the device of the model
     */
    public Measures(
            Pool pool,
            FilterConfig config,
            MeasureStore store,
            InputOptions options,
            Opener opener,
            NDManager manager) {
        this.pool = pool;
        this.config = config;
        this.store = store;
        this.options = options;
        this.opener = opener;
        this.manager = manager;
    }

    Pool pool() {
        return pool;
    }

    NDManager manager() {
        return manager;
    }

    MeasureStore store() {
        return store;
    }

    /** Opens other data of the same kind as the pool, which the caller closes. */
    Pool other(String named) throws IOException {
        return PoolReader.read(named, config.pool().ofOtherData(), options.catalog());
    }

    /** Returns what a person should know of the measures so far, one sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns what decoding the image of an example tells; empty if the pool has no images. */
    Optional<ItemFacts> facts(int example) throws IOException {
        if (pool.images().isEmpty()) {
            return Optional.empty();
        }
        if (facts == null) {
            facts = store.facts(pool.images().get(), pool.fingerprint());
        }
        return Optional.of(facts.get(example));
    }

    /** Returns the vectors (N, D) of the examples. */
    float[][] vectors() throws IOException {
        if (vectors == null) {
            if (config.vectors().file().isPresent()) {
                vectors = given(config.vectors().file().get());
            } else if (config.vectors().model().isEmpty() && pool.images().isEmpty()) {
                vectors = store.vectors(
                        new Fingerprint()
                                .add(SentenceVectors.digest())
                                .add("sentences")
                                .add(pool.fingerprint())
                                .add(pool.captionDigest())
                                .hex(),
                        () -> SentenceVectors.of(
                                pool.captions().stream()
                                        .map(each -> each.orElse(""))
                                        .toList(),
                                manager),
                        manager);
            } else {
                TrainedModel opened = model();
                vectors = store.vectors(
                        digest(opened, "items", pool.fingerprint()),
                        () -> new Embedding(opened, options, manager).items(pool),
                        manager);
            }
        }
        return vectors;
    }

    /** Returns the vectors (N, D) of the captions, which can be compared with those of the examples. */
    float[][] captionVectors() throws IOException {
        if (captions != null) {
            return captions;
        }
        if (config.vectors().file().isPresent()) {
            captions = given(config.vectors()
                    .captions()
                    .orElseThrow(() -> new UserException("The cosine of image and caption needs the vectors of the"
                            + " captions. Name their file with vectors.captions, or a model of images and texts with"
                            + " vectors.model.")));
            return captions;
        }
        pool.requireCaptions("a score compares the images with them", "remove this filter");
        TrainedModel opened = model();
        TextTower tower = opened.texts()
                .orElseThrow(() -> new UserException("The cosine of image and caption needs a model with encoders of"
                        + " images and of texts, such as CLIP or SigLIP with tokenizer.json, but "
                        + config.vectors().model().orElseThrow() + " has no encoder of texts. Name another one with"
                        + " vectors.model, or use another score."));
        captions = store.vectors(
                digest(opened, "captions", pool.captionDigest()),
                () -> new Embedding(opened, options, manager).texts(tower, pool.captions()),
                manager);
        return captions;
    }

    /** Returns the vectors of the targets of an image filter: the items of a data set, or the rows of a file of vectors. */
    float[][] targets(String named) throws IOException {
        float[][] found = targets.get(named);
        if (found == null) {
            found = named.matches("(?i).+\\.(npy|safetensors)")
                    ? MeasureStore.read(Path.of(named), manager)
                    : embedded(named);
            targets.put(named, found);
        }
        return found;
    }

    private float[][] embedded(String named) throws IOException {
        TrainedModel opened = model();
        try (Pool other = other(named)) {
            return store.vectors(
                    digest(opened, "items", other.fingerprint()),
                    () -> new Embedding(opened, options, manager).items(other),
                    manager);
        }
    }

    /** Returns the clusters of the pool. */
    PoolClusters clusters() throws IOException {
        if (clusters == null) {
            clusters = PoolClusters.of(vectors(), pool.keys(), config.clusters(), manager);
        }
        return clusters;
    }

    private TrainedModel model() throws IOException {
        if (model == null) {
            Path named = config.vectors()
                    .model()
                    .orElseThrow(() -> new UserException("Some of the filters need vectors of the " + pool.unit()
                            + ", but the configuration names none. Name a model that computes them with vectors.model,"
                            + " or their file with vectors.file."));
            model = opener.open(named, manager);
        }
        return model;
    }

    private static String digest(TrainedModel model, String what, String of) throws IOException {
        return new Fingerprint().add(model.digest()).add(what).add(of).hex();
    }

    /** Reads the rows of a file, in the order of the pool. */
    private float[][] given(Path file) throws IOException {
        float[][] rows = MeasureStore.read(file, manager);
        if (config.vectors().keys().isEmpty()) {
            if (rows.length != pool.size()) {
                throw new UserException(file + " has " + rows.length + " vectors, but " + pool.name() + " has "
                        + pool.size() + " " + pool.unit()
                        + ". If they are in another order or of some only, name the file"
                        + " of their keys with vectors.keys.");
            }
            return rows;
        }
        Map<String, Integer> byKey = new LinkedHashMap<>();
        KeyedRows.read(config.vectors().keys().get(), rows.length).forEach(key -> byKey.put(key, byKey.size()));
        float[][] own = new float[pool.size()][];
        int missing = 0;
        for (int i = 0; i < own.length; i++) {
            Integer row = byKey.get(pool.keys().get(i));
            missing += row == null ? 1 : 0;
            own[i] = row == null ? null : rows[row];
        }
        KeyedRows.requireSome(config.vectors().keys().get(), missing, pool, byKey.keySet())
                .ifPresent(notes::add);
        return own;
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        }
    }
}
