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
import io.winnow.models.GradientCheck;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.PretrainedWeights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BertEncoderTest {
    private static final BertOptions TINY = new BertOptions(11, 12, 2, 3, 20, 8, 2, Activation.GELU, 1e-12, 0, 0);

    private static BertEncoder tiny(NDManager manager, BertOptions options, TextPooling pooling) {
        BertEncoder encoder = options.build(pooling, Precision.FLOAT32);
        tinyWeights(manager, encoder);
        return encoder;
    }

    private static void tinyWeights(NDManager manager, BertEncoder encoder) {
        manager.getEngine().setRandomSeed(31);
        encoder.initialize(manager, DataType.FLOAT64, new Shape());
        // With biases of zero and small weights, errors could go unnoticed.
        encoder.getParameters()
                .values()
                .forEach(parameter -> parameter
                        .getArray()
                        .addi(manager.randomNormal(0, 0.3f, parameter.getArray().getShape(), DataType.FLOAT64)));
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
            List<Activation> activations =
                    pooling == TextPooling.MEAN ? List.of(Activation.values()) : List.of(Activation.GELU);
            for (Activation activation : activations) {
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

    /** RoBERTa's places, and MPNet's values of distances. */
    @Test
    void theOthersOfTheFamilyDifferentiate() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (TokenPlaces places : List.of(TokenPlaces.roberta(1), TokenPlaces.mpnet(0))) {
                BertOptions options = new BertOptions(
                        11, 12, 2, 3, 20, 8, places.relative() ? 0 : 1, Activation.GELU, 1e-5, 0, 0, places);
                BertEncoder encoder = options.build(List.of(TextPooling.MEAN, TextPooling.MAX), Precision.FLOAT32);
                tinyWeights(manager, encoder);
                NDArray texts = texts(manager).get(":2");
                NDArray weights = manager.randomNormal(new Shape(2, 24), DataType.FLOAT64);
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
            new PretrainedWeights("full", weights).loadInto(half);
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
}
