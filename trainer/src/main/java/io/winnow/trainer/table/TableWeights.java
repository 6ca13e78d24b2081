package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.text.BertConfig;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.WeightFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes and reads the weights of a table encoder in safetensors format. A BERT encoder is written as a HuggingFace directory; a trained head
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
            PretrainedText pretrained = encoder.config().pretrainedText();
            ObjectNode config = BertConfig.write(pretrained.options());
            config.put("torch_dtype", type == DataType.FLOAT16 ? "float16" : "float32");
            try (InputStream tokenizer = pretrained.tokenizerFile()) {
                HuggingFaceDirectory.write(
                        file.getParent(),
                        config,
                        WeightFiles.converted(frozen ? only(weights, TEXT) : weights, type, scope),
                        tokenizer);
            }
            if (frozen) {
                WeightFiles.write(file.resolveSibling(HEAD), only(weights, TableEncoder.HEAD), type, scope);
            }
        }
    }

    /** Reads the weights that {@link #write} wrote, under the names that they have in the encoder, in float32. */
    static Map<String, NDArray> read(TableEncoder encoder, Path file, NDManager manager) throws IOException {
        Map<String, NDArray> stored = WeightFiles.read(file, manager);
        if (!(encoder.config() instanceof TableEncoderConfig.Frozen)) {
            return stored;
        }
        Map<String, NDArray> all = new LinkedHashMap<>();
        stored.forEach((name, array) -> all.put(TEXT + name, array));
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
