package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.text.TableText;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes vectors of length 1 for views of tables with a pretrained encoder that is not trained further. With a cache, each vector is
 * computed only once.
 */
public final class ViewVectors implements AutoCloseable {
    private static final String FILE = "views.safetensors";

    private final PretrainedText pretrained;
    private final int maxTokens;
    private final Optional<Path> cache;
    private final String digest;
    private final NDManager manager;
    private final Map<String, float[]> known = new LinkedHashMap<>();
    private TableEncoder encoder;
    private long computed;

    /** @param cache folder that contains a file of vectors; the file is read now, and new vectors are added to it later */
    public ViewVectors(PretrainedText pretrained, int maxTokens, Optional<Path> cache, NDManager parent)
            throws IOException {
        this.pretrained = pretrained;
        this.maxTokens = maxTokens;
        this.cache = cache.map(folder -> folder.resolve(FILE));
        // Vectors of another encoder at the same path must not be found, and a copy of the encoder must find them.
        digest = cache.isPresent() ? pretrained.digest() : "";
        manager = parent.newSubManager();
        if (this.cache.isPresent() && Files.exists(this.cache.get())) {
            try (NDManager scope = manager.newSubManager()) {
                SafeTensors.read(this.cache.get(), scope).forEach((key, row) -> known.put(key, row.toFloatArray()));
            }
        }
    }

    /**
     * Returns the vectors (N, D) of one view of some tables.
     *
     * @param tables N tables, at least one
     */
    public NDArray of(List<Table> tables, TableText.View view, NDManager target) {
        List<Table> missing = tables.stream()
                .filter(table -> !known.containsKey(key(table, view)))
                .toList();
        if (!missing.isEmpty()) {
            compute(missing, view);
        }
        int width = known.get(key(tables.get(0), view)).length;
        float[] all = new float[Math.multiplyExact(tables.size(), width)];
        for (int i = 0; i < tables.size(); i++) {
            System.arraycopy(known.get(key(tables.get(i), view)), 0, all, i * width, width);
        }
        if (cache.isEmpty()) {
            known.clear();
        }
        return target.create(all, new Shape(tables.size(), width));
    }

    /** Number of texts that the encoder has processed so far; texts whose vectors were in the cache do not count. */
    public long computed() {
        return computed;
    }

    private void compute(List<Table> tables, TableText.View view) {
        computed += tables.size();
        try (NDManager scope = manager.newSubManager();
                TextTokenizer tokenizer = pretrained.tokenizer(pretrained.rules(pretrained.model(), maxTokens));
                PreparedTables prepared = new TokenInput(tokenizer, List.of(view)).prepare(tables)) {
            if (encoder == null) {
                TableEncoderConfig config = new TableEncoderConfig.Transformer(pretrained, List.of(view), maxTokens, 0);
                encoder = TableEncoder.start(config, true, Precision.FLOAT32, List.of(), Optional.empty(), manager);
            }
            NDArray vectors = encoder.embed(prepared, scope);
            float[] all = vectors.toFloatArray();
            int width = (int) vectors.getShape().get(1);
            for (int i = 0; i < tables.size(); i++) {
                float[] row = new float[width];
                System.arraycopy(all, i * width, row, 0, width);
                known.put(key(tables.get(i), view), row);
            }
            if (cache.isPresent()) {
                Map<String, NDArray> rows = new LinkedHashMap<>();
                known.forEach((key, row) -> rows.put(key, scope.create(row)));
                AtomicFiles.write(cache.get(), file -> SafeTensors.write(file, rows, Map.of("format", "winnow-1")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String key(Table table, TableText.View view) {
        return new Fingerprint()
                .add(List.of(digest, maxTokens, view, table.caption(), table.headers(), table.rows())
                        .toString())
                .hex();
    }

    /** Concatenates the vectors (N, D) of V views to (N, V D). */
    static NDArray beside(NDList views) {
        return views.size() == 1
                ? views.get(0)
                : views.get(0).getNDArrayInternal().concat(views.subNDList(1), 1);
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        manager.close();
    }
}
