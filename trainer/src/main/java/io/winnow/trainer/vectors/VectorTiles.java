package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Vectors in a fixed order that are read in tiles, since all of them may not fit into memory. */
public interface VectorTiles extends AutoCloseable {
    /** How many there are. */
    long rows();

    /** Some rows (count, D) as float32, attached to {@code scope}. */
    NDArray read(long first, int count, NDManager scope) throws IOException;

    @Override
    default void close() throws IOException {}

    /** Vectors (N, D) in memory. */
    static VectorTiles of(NDArray vectors) {
        return new VectorTiles() {
            @Override
            public long rows() {
                return vectors.getShape().get(0);
            }

            @Override
            public NDArray read(long first, int count, NDManager scope) {
                NDArray part = vectors.get(new NDIndex("{}:{}", first, first + count));
                part.attach(scope);
                return part;
            }
        };
    }

    /** A .npy file, which stays open. */
    static VectorTiles npy(Path file) throws IOException {
        return FileTiles.npy(file);
    }

    /** A file of nothing but float32 numbers, little-endian, of which so many rows are made; it stays open. */
    static VectorTiles raw(Path file, long rows) throws IOException {
        return FileTiles.raw(file, rows);
    }

    /** These vectors, each tile changed by a function of its rows, each by itself. */
    default VectorTiles map(UnaryOperator<NDArray> change) {
        VectorTiles source = this;
        return new VectorTiles() {
            @Override
            public long rows() {
                return source.rows();
            }

            @Override
            public NDArray read(long first, int count, NDManager scope) throws IOException {
                try (NDManager inner = scope.newSubManager()) {
                    NDArray changed = change.apply(source.read(first, count, inner));
                    changed.attach(scope);
                    return changed;
                }
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }
}
