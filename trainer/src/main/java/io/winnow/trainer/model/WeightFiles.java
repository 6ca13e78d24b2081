package io.winnow.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes and reads the weights of exported models. */
public final class WeightFiles {
    private WeightFiles() {}

    /** Writes named arrays in safetensors format, converted to a data type. */
    public static void write(Path file, Map<String, NDArray> arrays, DataType type, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            SafeTensors.write(file, converted(arrays, type, scope), Map.of("format", "winnow-1"));
        }
    }

    /** Writes {@code config.json} beside a file of weights: the kind and the settings of their network, and the model's description. */
    public static void describe(Path weights, Object network, ModelDescription model) throws IOException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("kind", network.getClass().getAnnotation(Kind.class).value());
        page.put("encoder", network);
        page.put("model", model);
        Files.writeString(weights.resolveSibling("config.json"), Json.page(page));
    }

    /** Reads named arrays, converted to float32. */
    public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        return converted(SafeTensors.read(file, manager), DataType.FLOAT32, manager);
    }

    /** Converts arrays to another data type. */
    public static Map<String, NDArray> converted(Map<String, NDArray> arrays, DataType type, NDManager scope) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            NDArray converted = array.toType(type, false);
            converted.attach(scope);
            all.put(name, converted);
        });
        return all;
    }
}
