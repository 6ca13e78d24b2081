package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.winnow.datasets.DataException;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes the vectors of a set of examples, one row for each example. The suffix of the file determines the format:
 *
 * <ul>
 *   <li>{@code .npy}: NumPy
 *   <li>{@code .safetensors}: the array is written under the name {@code vectors}. An array is read if it is the only one in the file or
 *       is named {@code vectors} or {@code features}.
 *   <li>{@code .jsonl}: {@code {"id": 0, "key": "cat/1.png", "vector": [..]}}, one line for each row, as vector databases import them.
 *       This format can only be written.
 * </ul>
 */
public final class VectorFiles {
    private static final List<String> NAMES = List.of("vectors", "features");
    private static final List<String> WRITABLE = List.of("npy", "safetensors", "jsonl");
    private static final int ROWS_AT_ONCE = 4096;

    private VectorFiles() {}

    /**
     * Reads vectors (N) or (N, D) and converts them to float32.
     *
     * @param manager the array is attached to it and placed on its device
     * @throws UserException if the suffix is not one that can be read
     * @throws DataException if the file holds no vectors
     */
    public static NDArray read(Path file, NDManager manager) throws IOException {
        return switch (suffix(file)) {
            case "npy" -> Npy.read(file, manager);
            case "safetensors" -> readSafeTensors(file, manager);
            case "jsonl" ->
                throw new UserException("Vectors cannot be read from .jsonl files, found " + file
                        + ". Use a .npy or .safetensors file instead.");
            default -> throw unknown(file);
        };
    }

    /** Writes vectors (N) or (N, D). If writing fails, no partial file is left. */
    public static void write(Path file, NDArray vectors) throws IOException {
        write(file, vectors, List.of());
    }

    /**
     * Writes vectors like {@link #write(Path, NDArray)}, with keys for the rows.
     *
     * @param keys keys of the rows (N), such as the names of image files, or an empty list. Only {@code .jsonl} files hold them.
     */
    public static void write(Path file, NDArray vectors, List<String> keys) throws IOException {
        switch (suffix(file)) {
            case "npy" -> Npy.write(file, vectors);
            case "safetensors" ->
                AtomicFiles.write(file, partial -> SafeTensors.write(partial, Map.of("vectors", vectors), Map.of()));
            case "jsonl" -> AtomicFiles.write(file, partial -> writeJsonLines(partial, vectors, keys));
            default -> throw unknown(file);
        }
    }

    /** Throws {@link UserException} if {@link #write} does not support the suffix of a file. */
    public static void requireWritable(Path file) {
        if (!WRITABLE.contains(suffix(file))) {
            throw unknown(file);
        }
    }

    private static NDArray readSafeTensors(Path file, NDManager manager) throws IOException {
        try (NDManager scratch = manager.newSubManager()) {
            Map<String, NDArray> arrays = SafeTensors.read(file, scratch);
            String name = arrays.size() == 1
                    ? arrays.keySet().iterator().next()
                    : NAMES.stream().filter(arrays::containsKey).findFirst().orElse(null);
            if (name == null) {
                throw new DataException(
                        file + " holds the arrays " + arrays.keySet()
                                + ", and it is not clear which of them are the vectors. Rename one to vectors or features, or save it alone.");
            }
            NDArray vectors = arrays.get(name);
            int dimensions = vectors.getShape().dimension();
            if (dimensions != 1 && dimensions != 2) {
                throw new DataException(file + ": vectors must have one or two dimensions, but the shape of " + name
                        + " is " + vectors.getShape() + ". Reshape the array to (N, D).");
            }
            NDArray converted = vectors.toType(DataType.FLOAT32, false);
            converted.attach(manager);
            return converted;
        }
    }

    private static void writeJsonLines(Path file, NDArray vectors, List<String> keys) throws IOException {
        int dimensions = vectors.getShape().dimension();
        if (dimensions != 1 && dimensions != 2) {
            throw new IllegalArgumentException(
                    "Vectors must have one or two dimensions, found the shape " + vectors.getShape());
        }
        long rows = vectors.getShape().get(0);
        int width = dimensions == 1 ? 1 : Math.toIntExact(vectors.getShape().get(1));
        try (NDManager scratch = vectors.getManager().newSubManager();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            NDArray matrix = vectors.reshape(new Shape(rows, width));
            matrix.attach(scratch);
            for (long start = 0; start < rows; start += ROWS_AT_ONCE) {
                long end = Math.min(rows, start + ROWS_AT_ONCE);
                float[] values;
                try (NDArray part = matrix.get(start + ":" + end);
                        NDArray floats = part.toType(DataType.FLOAT32, true)) {
                    values = floats.toFloatArray();
                }
                for (int row = 0; row < end - start; row++) {
                    json.writeStartObject();
                    json.writeNumberField("id", start + row);
                    if (!keys.isEmpty()) {
                        json.writeStringField("key", keys.get((int) (start + row)));
                    }
                    json.writeArrayFieldStart("vector");
                    for (int i = 0; i < width; i++) {
                        json.writeNumber(values[row * width + i]);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }
            }
            json.writeRaw('\n');
        }
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static UserException unknown(Path file) {
        return new UserException("The suffix of " + file
                + " is not a format for vectors. Use .npy, .safetensors or .jsonl (which can only be written).");
    }
}
