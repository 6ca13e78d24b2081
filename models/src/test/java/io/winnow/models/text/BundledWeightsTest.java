package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledWeightsTest {
    private static final String CHANGED = "encoder.bert.encoder.layer.5.output.dense.bias";

    @TempDir
    Path folder;

    /** A model with MiniLM inside, of which one array was trained, besides a prompt and a head. */
    private static Map<String, NDArray> model(NDManager manager) throws IOException {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        Map<String, NDArray> published = MiniLm.weights(manager).arrays();
        TextFamilies.parameters(MiniLm.OPTIONS)
                .forEach(name -> weights.put("encoder.bert." + name, published.get(name)));
        weights.get(CHANGED).addi(1);
        weights.put("encoder.bert.prompt.vectors", manager.ones(new Shape(1, 2, 384)));
        weights.put("head.weight", manager.ones(new Shape(3, 384)));
        return weights;
    }

    @Test
    void equalWeightsAreLeftOutAndReadBack() throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> weights = model(manager);
            BundledWeights.write(file, weights, Map.of("format", "test"), manager);
            assertThat(Files.size(file)).isLessThan(12_000);
            assertThat(SafeTensors.read(file, manager))
                    .containsOnlyKeys(CHANGED, "encoder.bert.prompt.vectors", "head.weight");
            Map<String, NDArray> read = BundledWeights.read(file, manager);
            assertThat(read.keySet()).isEqualTo(weights.keySet());
            weights.forEach((name, array) ->
                    assertThat(read.get(name).toFloatArray()).as(name).isEqualTo(array.toFloatArray()));
        }
    }

    @Test
    void anotherEncoderIsRefused() throws IOException {
        Path file = folder.resolve("other.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(
                    file,
                    Map.of("head.weight", manager.ones(new Shape(3, 384))),
                    Map.of("all_minilm_l6_v2_sha256", "abc", "all_minilm_l6_v2_prefix", "encoder.bert."));
            assertThatThrownBy(() -> BundledWeights.read(file, manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SHA-256 abc, but the one in this program has " + MiniLm.sha256());
        }
    }

    @Test
    void modelsWithoutTheEncoderAreWrittenWhole() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> weights =
                    Map.of("bert.embeddings.word_embeddings.weight", manager.ones(new Shape(5, 4)));
            BundledWeights.write(file, weights, Map.of("format", "test"), manager);
            assertThat(SafeTensors.metadata(file)).containsOnlyKeys("format");
            assertThat(BundledWeights.read(file, manager)).containsOnlyKeys("bert.embeddings.word_embeddings.weight");
        }
    }
}
