package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Matrices in files, the format by the file's suffix. */
public final class VectorFiles {
    private static final String NAME = "vectors";

    private VectorFiles() {}

    /**
     * Reads a matrix (N, D) as float32.
     *
     * @throws UserException when the suffix is no known one, or a safetensors file does not say which array is meant
     */
    public static NDArray read(Path file, NDManager manager) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".npy")) {
            return Npy.read(file, manager);
        } else if (name.endsWith(".safetensors")) {
            Map<String, NDArray> arrays = SafeTensors.read(file, manager);
            NDArray only = arrays.size() == 1 ? arrays.values().iterator().next() : arrays.get(NAME);
            if (only == null) {
                throw new UserException(
                        file + " must hold one array, or one called '" + NAME + "'; it has " + arrays.keySet() + ".");
            }
            return only.getDataType() == DataType.FLOAT32 ? only : only.toType(DataType.FLOAT32, false);
        }
        throw new UserException(file + " must end in .npy or .safetensors.");
    }

    /**
     * Writes a float32 matrix, all of it or nothing.
     *
     * @throws UserException when the suffix is no known one
     */
    public static void write(Path file, NDArray matrix) throws IOException {
        requireWritable(file);
        String name = file.getFileName().toString();
        AtomicFiles.write(file, temporary -> {
            if (name.endsWith(".npy")) {
                Npy.write(temporary, matrix);
            } else if (name.endsWith(".safetensors")) {
                SafeTensors.write(temporary, Map.of(NAME, matrix), Map.of());
            } else {
                writeLines(temporary, matrix);
            }
        });
    }

    /** Throws {@link UserException} when {@link #write} does not know the suffix. */
    public static void requireWritable(Path file) {
        if (!file.getFileName().toString().matches(".*\\.(npy|safetensors|jsonl)")) {
            throw new UserException(file + " must end in .npy, .safetensors or .jsonl.");
        }
    }

    private static void writeLines(Path file, NDArray matrix) throws IOException {
        int columns = (int) matrix.getShape().get(1);
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long row = 0; row < matrix.getShape().get(0); row++) {
                try (NDArray values = matrix.get(row)) {
                    float[] numbers = values.toFloatArray();
                    StringBuilder line = new StringBuilder("[");
                    for (int i = 0; i < columns; i++) {
                        line.append(i == 0 ? "" : ", ").append(numbers[i]);
                    }
                    out.write(line.append("]\n").toString());
                }
            }
        }
    }
}
