package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Vectors in a fixed order, which are read in tiles because all of them may not fit into memory. */
public interface VectorTiles extends AutoCloseable {
    /** Number of vectors. */
    long rows();

    /**
     * Reads consecutive rows.
     *
     * @param first index of the first row
     * @param count number of rows
     * @return (count, D) float32, attached to {@code scope}
     */
    NDArray read(long first, int count, NDManager scope) throws IOException;

    @Override
    default void close() throws IOException {}

    /** Tiles of vectors (N, D) that are in memory. */
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

    /** Tiles of a {@code .npy} file, which stays open until {@link #close}. */
    static VectorTiles npy(Path file) throws IOException {
        return FileTiles.npy(file);
    }

    /**
     * Tiles of a file that holds nothing but little-endian float32 numbers. The file stays open until {@link #close}.
     *
     * @param rows number of rows into which the numbers are divided, at least 1
     */
    static VectorTiles raw(Path file, long rows) throws IOException {
        return FileTiles.raw(file, rows);
    }

    /** The rows from {@code begin} up to, but not including, {@code end}. Closing them closes these tiles. */
    default VectorTiles part(long begin, long end) {
        VectorTiles source = this;
        return new VectorTiles() {
            @Override
            public long rows() {
                return end - begin;
            }

            @Override
            public NDArray read(long first, int count, NDManager scope) throws IOException {
                return source.read(begin + first, count, scope);
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }

    /** Applies a function to each tile as it is read. The function must transform each row independently of the others. */
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
