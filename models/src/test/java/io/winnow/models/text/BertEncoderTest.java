package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.PretrainedWeights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BertEncoderTest {
    private static final BertOptions TINY = new BertOptions(11, 12, 2, 3, 20, 8, 2, Activation.GELU, 1e-12, 0, 0);

    private static BertEncoder tiny(NDManager manager, BertOptions options, TextPooling pooling) {
        BertEncoder encoder = options.build(pooling, Precision.FLOAT32);
        manager.getEngine().setRandomSeed(31);
        encoder.initialize(manager, DataType.FLOAT64, new Shape());
        // With biases of zero and small weights, errors could go unnoticed.
        encoder.getParameters()
                .values()
                .forEach(parameter -> parameter
                        .getArray()
                        .addi(manager.randomNormal(0, 0.3f, parameter.getArray().getShape(), DataType.FLOAT64)));
        return encoder;
    }

    private static NDArray texts(NDManager manager) {
        return manager.create(
                new int[] {
                    1, 5, 9, 2, 0, 0, 0, 0, 0, 1, 0, 0,
                    1, 7, 7, 3, 10, 2, 0, 1, 1, 0, 1, 1,
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                },
                new Shape(3, 2, 6));
    }

    private static NDArray run(BertEncoder encoder, NDArray texts, boolean training) {
        return encoder.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), training)
                .singletonOrThrow();
    }

    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void differentiates(TextPooling pooling) {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Activation activation : Activation.values()) {
                BertOptions options = new BertOptions(11, 12, 2, 3, 20, 8, 2, activation, 1e-12, 0, 0);
                BertEncoder encoder = tiny(manager, options, pooling);
                NDArray texts = texts(manager);
                NDArray weights = manager.randomNormal(new Shape(3, 12), DataType.FLOAT64);
                List<NDArray> leaves = encoder.getParameters().values().stream()
                        .map(Parameter::getArray)
                        .toList();
                GradientCheck.function(
                        leaves, () -> run(encoder, texts, true).mul(weights).sum());
            }
        }
    }

    /** A text without padding has the same vector as in a padded batch, and a text that is only padding has a vector without NaN. */
    @ParameterizedTest
    @EnumSource(TextPooling.class)
    void ignoresPadding(TextPooling pooling) {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder encoder = tiny(manager, TINY, pooling);
            NDArray texts = texts(manager);
            NDArray together = run(encoder, texts, false);
            int[] lengths = {4, 6};
            for (int i = 0; i < lengths.length; i++) {
                NDArray alone = run(encoder, texts.get("{}:{}, :, :{}", i, i + 1, lengths[i]), false);
                assertThat(together.get(i).toDoubleArray()).containsExactly(alone.toDoubleArray(), within(1e-12));
            }
            assertThat(together.isNaN().any().getBoolean()).isFalse();
        }
    }

    @Test
    void appliesDropoutInTrainingOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder encoder = tiny(manager, TINY.withDropout(0.2, 0.1), TextPooling.MEAN);
            NDArray texts = texts(manager);
            double[] evaluated = run(encoder, texts, false).toDoubleArray();
            assertThat(run(encoder, texts, false).toDoubleArray()).containsExactly(evaluated);
            double[] first = run(encoder, texts, true).toDoubleArray();
            assertThat(first)
                    .isNotEqualTo(evaluated)
                    .isNotEqualTo(run(encoder, texts, true).toDoubleArray());
        }
    }

    @Test
    void computesInBfloat16() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray texts = texts(manager);
            BertEncoder full = tiny(manager, TINY, TextPooling.MEAN);
            BertEncoder half = TINY.build(TextPooling.MEAN, Precision.BFLOAT16);
            half.initialize(manager);
            Map<String, NDArray> weights = new HashMap<>();
            full.getParameters()
                    .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
            half.load(new PretrainedWeights("full", weights));
            NDArray exact = run(full, texts, false);
            NDArray reduced = run(half, texts, false);
            assertThat(reduced.getDataType()).isEqualTo(DataType.FLOAT32);
            double[] a = exact.toDoubleArray();
            float[] b = reduced.toFloatArray();
            double largest = 0;
            for (int i = 0; i < a.length; i++) {
                assertThat((double) b[i]).isCloseTo(a[i], within(0.1));
                largest = Math.max(largest, Math.abs(b[i] - a[i]));
            }
            assertThat(largest).isGreaterThan(1e-6);
        }
    }

    @Test
    void refusesTextsThatAreTooLong() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder encoder = tiny(manager, TINY, TextPooling.MEAN);
            assertThatThrownBy(() -> run(encoder, manager.zeros(new Shape(1, 2, 9), DataType.INT32), false))
                    .hasMessageContaining("9 tokens, but this encoder accepts at most 8");
        }
    }

    @Test
    void loadsOldCheckpointsAndNamesWeightsThatDoNotFit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder from = tiny(manager, TINY, TextPooling.MEAN);
            Map<String, NDArray> stored = new HashMap<>();
            from.getParameters()
                    .forEach(pair -> stored.put(
                            "bert."
                                    + pair.getKey()
                                            .replace("LayerNorm.weight", "LayerNorm.gamma")
                                            .replace("LayerNorm.bias", "LayerNorm.beta"),
                            pair.getValue().getArray().toType(DataType.FLOAT32, true)));
            stored.put("bert.pooler.dense.bias", manager.zeros(new Shape(12)));
            BertEncoder to = TINY.build(TextPooling.MEAN, Precision.FLOAT32);
            to.initialize(manager, DataType.FLOAT64, new Shape());
            to.load(new PretrainedWeights("old", stored));
            float[] expected = run(from, texts(manager), false)
                    .toType(DataType.FLOAT32, true)
                    .toFloatArray();
            float[] actual = run(to, texts(manager), false)
                    .toType(DataType.FLOAT32, true)
                    .toFloatArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }

            double before = run(to, texts(manager), false).sum().getDouble();
            stored.remove("bert.encoder.layer.1.output.dense.bias");
            stored.put("bert.embeddings.LayerNorm.beta", manager.zeros(new Shape(13)));
            assertThatThrownBy(() -> to.load(new PretrainedWeights("old", stored)))
                    .hasMessageContaining(
                            "old does not fit this model. Missing: encoder.layer.1.output.dense.bias (12).")
                    .hasMessageContaining("embeddings.LayerNorm.bias has shape (13) instead of (12)");
            assertThat(run(to, texts(manager), false).sum().getDouble()).isEqualTo(before);
        }
    }

    @Test
    void readsAndRefusesConfigurations(@TempDir Path folder) {
        ObjectNode config = BertConfig.write(TINY);
        assertThat(BertConfig.read("config.json", config)).isEqualTo(TINY);
        ObjectNode other = new ObjectMapper().createObjectNode();
        other.put("model_type", "roberta").put("vocab_size", 10).put("hidden_act", "silu");
        assertThatThrownBy(() -> BertConfig.read("x/config.json", other))
                .hasMessageStartingWith("x/config.json does not describe a BERT encoder")
                .hasMessageContaining("model_type is roberta, but must be bert")
                .hasMessageContaining("hidden_act is silu")
                .hasMessageContaining("hidden_size is missing");
        assertThatThrownBy(() -> HuggingFaceDirectory.open(folder))
                .hasMessageContaining("Missing files: config.json, model.safetensors, tokenizer.json");
    }
}
