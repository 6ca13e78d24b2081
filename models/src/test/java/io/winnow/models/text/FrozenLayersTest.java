package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Precision;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle is the encoder as it trains, whose layers are tested against references and finite differences. */
class FrozenLayersTest {
    private static BertOptions options(Activation activation, TokenPlaces places) {
        return new BertOptions(50, 64, 3, 4, 128, 40, 2, activation, 1e-12, 0, 0, places);
    }

    private static BertEncoder encoder(BertOptions options, NDManager manager) {
        BertEncoder encoder = options.build(List.of(TextPooling.MEAN), Precision.FLOAT32);
        manager.getEngine().setRandomSeed(5);
        encoder.initialize(manager);
        // With biases of zero and small weights, errors could go unnoticed.
        encoder.getParameters()
                .values()
                .forEach(each -> each.getArray()
                        .addi(manager.randomNormal(
                                0,
                                0.2f,
                                each.getArray().getShape(),
                                each.getArray().getDataType())));
        return encoder;
    }

    private static NDArray texts(int count, int length, boolean padded, NDManager manager) {
        long[] ids = new long[count * 2 * length];
        for (int i = 0; i < count; i++) {
            int own = padded ? 1 + i * (length - 1) / Math.max(1, count - 1) : length;
            for (int t = 0; t < own; t++) {
                ids[2 * i * length + t] = 2 + (7L * i + 3L * t * t) % 48;
                ids[(2 * i + 1) * length + t] = t % 2;
            }
        }
        return manager.create(ids, new Shape(count, 2, length));
    }

    private static float[] run(BertEncoder encoder, NDArray texts) {
        return encoder.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), false)
                .singletonOrThrow()
                .toFloatArray();
    }

    private static void agree(BertOptions options) {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder usual = encoder(options, manager);
            BertEncoder frozen = encoder(options, manager);
            frozen.prepare(manager);
            for (NDArray texts : List.of(
                    texts(1, 1, false, manager),
                    texts(1, 9, false, manager),
                    texts(7, 16, false, manager),
                    texts(12, 33, true, manager))) {
                assertThat(run(frozen, texts)).containsExactly(run(usual, texts), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void computeWhatTheEncoderComputes(Activation activation) {
        agree(options(activation, TokenPlaces.BERT));
    }

    @Test
    void addTheValuesOfDistances() {
        agree(options(Activation.GELU, TokenPlaces.mpnet(0)));
    }

    /** The other texts of a batch change a vector by rounding only, and an empty text has a vector without NaN. */
    @Test
    void doNotDependOnOtherTexts() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder frozen = encoder(options(Activation.GELU, TokenPlaces.BERT), manager);
            frozen.prepare(manager);
            NDArray texts = texts(12, 33, true, manager);
            float[] together = run(frozen, texts);
            for (int i : new int[] {0, 5, 11}) {
                int length = 1 + i * 32 / 11;
                float[] alone = run(frozen, texts.get("{}:{}, :, :{}", i, i + 1, length));
                assertThat(Arrays.copyOfRange(together, i * 64, (i + 1) * 64)).containsExactly(alone, within(1e-5f));
            }
            assertThat(run(frozen, manager.zeros(new Shape(1, 2, 3), texts.getDataType())))
                    .doesNotContain(Float.NaN);
        }
    }

    @Test
    void cannotBeTrained() {
        try (NDManager manager = NDManager.newBaseManager()) {
            BertEncoder frozen = encoder(options(Activation.GELU, TokenPlaces.BERT), manager);
            frozen.prepare(manager);
            NDList texts = new NDList(texts(1, 4, false, manager));
            assertThatThrownBy(() -> frozen.forward(new ParameterStore(manager, false), texts, true))
                    .hasMessageContaining("frozen");
        }
    }
}
