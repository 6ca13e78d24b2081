package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
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
 * The vectors of a set of examples, a row each, in the format that the file's suffix names:
 *
 * <ul>
 *   <li>{@code .npy}: NumPy
 *   <li>{@code .safetensors}: written as {@code vectors}; read when it is the only array, or called {@code vectors} or {@code features}
 *   <li>{@code .jsonl}: {@code {"id": 0, "key": "cat/1.png", "vector": [..]}}, a line for each row, as vector databases import them; only written
 * </ul>
 */
public final class VectorFiles {
    private static final List<String> NAMES = List.of("vectors", "features");
    private static final List<String> WRITABLE = List.of("npy", "safetensors", "jsonl");
    private static final int ROWS_AT_ONCE = 4096;

    private VectorFiles() {}

    /**
     * Reads vectors as float32.
     *
     * @param manager what the array is attached to; it comes to its device
     */
    public static NDArray read(Path file, NDManager manager) throws IOException {
        return switch (suffix(file)) {
            case "npy" -> Npy.read(file, manager);
            case "safetensors" -> readSafeTensors(file, manager);
            case "jsonl" ->
                throw new UserException(
                        "Vectors are only written as .jsonl; they are read from .npy and .safetensors, not from "
                                + file);
            default -> throw unknown(file);
        };
    }

    /** Writes vectors (N) or (N, D), all of the file or nothing. */
    public static void write(Path file, NDArray vectors) throws IOException {
        write(file, vectors, List.of());
    }

    /**
     * Writes vectors as {@link #write(Path, NDArray)}.
     *
     * @param keys names of the rows (N), which {@code .jsonl} holds, or none
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

    /** Throws {@link UserException} when {@link #write} does not know the suffix. */
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
                throw new IOException(file + " holds the arrays " + arrays.keySet()
                        + "; vectors are the only one, or one called vectors or features");
            }
            NDArray vectors = arrays.get(name);
            int dimensions = vectors.getShape().dimension();
            if (dimensions != 1 && dimensions != 2) {
                throw new IOException(file + ": vectors have one or two dimensions, the shape of " + name + " is "
                        + vectors.getShape());
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
                    "Vectors have one or two dimensions, not the shape " + vectors.getShape());
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
        return new UserException(
                "Vectors are kept in .npy, .safetensors or .jsonl (only written) files, not in " + file);
    }
}
