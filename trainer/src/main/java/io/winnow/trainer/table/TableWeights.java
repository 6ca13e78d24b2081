package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes and reads the weights of a table encoder in safetensors format. A pretrained text encoder is written as a HuggingFace directory; a trained head
 * on its vectors is written beside it, as {@value #HEAD}.
 */
final class TableWeights {
    static final String HEAD = "head.safetensors";

    /** Prefix of the names of a pretrained encoder's weights if the network also has a head. */
    private static final String TEXT = "encoder.";

    private TableWeights() {}

    static void write(TableEncoder encoder, Path file, DataType type, ModelDescription description, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = encoder.parameters().named(scope);
            if (encoder.config() instanceof TableEncoderConfig.TabSim config) {
                WeightFiles.write(file, weights, type, scope);
                WeightFiles.describe(file, config, description);
                encoder.input().write(file.getParent());
                return;
            }
            boolean frozen = encoder.config() instanceof TableEncoderConfig.Frozen;
            encoder.config()
                    .pretrainedText()
                    .model()
                    .write(
                            file.getParent(),
                            WeightFiles.converted(frozen ? only(weights, TEXT) : weights, type, scope),
                            type == DataType.FLOAT16 ? "float16" : "float32");
            if (frozen) {
                WeightFiles.write(file.resolveSibling(HEAD), only(weights, TableEncoder.HEAD), type, scope);
            }
        }
    }

    /** Reads the weights that {@link #write} wrote, under the names that they have in the encoder, in float32. */
    static Map<String, NDArray> read(TableEncoder encoder, Path file, NDManager manager) throws IOException {
        Map<String, NDArray> stored = WeightFiles.read(file, manager);
        if (encoder.config() instanceof TableEncoderConfig.TabSim) {
            return stored;
        }
        boolean frozen = encoder.config() instanceof TableEncoderConfig.Frozen;
        Set<String> names = new LinkedHashSet<>();
        for (String name : encoder.network().getParameters().keys()) {
            if (!frozen) {
                names.add(name);
            } else if (name.startsWith(TEXT)) {
                names.add(name.substring(TEXT.length()));
            }
        }
        Map<String, NDArray> text = encoder.config()
                .pretrainedText()
                .model()
                .layout()
                .read(new PretrainedWeights(file.toString(), stored), names)
                .arrays();
        if (!frozen) {
            return text;
        }
        Map<String, NDArray> all = new LinkedHashMap<>();
        text.forEach((name, array) -> all.put(TEXT + name, array));
        WeightFiles.read(file.resolveSibling(HEAD), manager)
                .forEach((name, array) -> all.put(TableEncoder.HEAD + name, array));
        return all;
    }

    private static Map<String, NDArray> only(Map<String, NDArray> weights, String prefix) {
        Map<String, NDArray> chosen = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                chosen.put(name.substring(prefix.length()), array);
            }
        });
        return chosen;
    }
}
