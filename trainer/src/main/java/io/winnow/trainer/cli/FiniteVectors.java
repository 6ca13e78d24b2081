package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Vectors of a user's file, by which items are compared. */
final class FiniteVectors {
    /** Number of vectors that are looked at together. */
    private static final int TILE = 4096;

    private FiniteVectors() {}

    /**
     * Reads vectors (N, D). An array of the shape (N) is taken for vectors of one number each.
     *
     * @throws UserException if the vectors have no number, or a value is not a finite number
     */
    static NDArray read(Path path, NDManager manager) throws IOException {
        NDArray vectors = VectorFiles.read(path, manager);
        if (vectors.getShape().dimension() == 1) {
            vectors = vectors.reshape(vectors.getShape().get(0), 1);
        }
        if (vectors.getShape().get(1) == 0) {
            throw new UserException(path + " has vectors without a number: its shape is " + vectors.getShape()
                    + ". Give an array of the shape (N, D).");
        }
        requireFinite(vectors, path);
        return vectors;
    }

    private static void requireFinite(NDArray vectors, Path path) {
        long rows = vectors.getShape().get(0);
        for (long first = 0; first < rows; first += TILE) {
            try (NDArray tile = vectors.get(new NDIndex("{}:{}", first, Math.min(rows, first + TILE)))) {
                float[] values = tile.toFloatArray();
                int width = Math.toIntExact(vectors.getShape().get(1));
                for (int i = 0; i < values.length; i++) {
                    if (!Float.isFinite(values[i])) {
                        throw new UserException(
                                path + ": row " + (first + i / width) + ", counted from 0, has the value "
                                        + values[i]
                                        + ", but items are compared by finite numbers. Compute the vectors anew, or leave this row and its"
                                        + " record out.");
                    }
                }
            }
        }
    }
}
