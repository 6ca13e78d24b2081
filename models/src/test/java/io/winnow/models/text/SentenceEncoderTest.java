package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {
    private static final BertOptions TINY = new BertOptions(11, 12, 1, 3, 20, 8, 2, Activation.GELU, 1e-12, 0, 0);

    private static SentenceEncoder encoder(NDManager manager) {
        SentenceEncoder encoder = new SentenceEncoder(TINY.build(TextPooling.MEAN, Precision.FLOAT32));
        manager.getEngine().setRandomSeed(5);
        encoder.initialize(manager, DataType.FLOAT64, new Shape());
        return encoder;
    }

    private static NDArray texts(NDManager manager) {
        return manager.create(new long[] {1, 5, 9, 2, 0, 0, 0, 0, 1, 7, 3, 10, 0, 0, 1, 1}, new Shape(2, 2, 4));
    }

    private static NDArray run(SentenceEncoder encoder, NDArray texts) {
        return encoder.forward(new ParameterStore(texts.getManager(), false), new NDList(texts), true)
                .singletonOrThrow();
    }

    @Test
    void vectorsAreThePooledOnesOfLengthOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SentenceEncoder encoder = encoder(manager);
            NDArray texts = texts(manager);
            double[] found = run(encoder, texts).toDoubleArray();
            double[] pooled = encoder.encoder()
                    .forward(new ParameterStore(manager, false), new NDList(texts), true)
                    .singletonOrThrow()
                    .toDoubleArray();
            for (int b = 0; b < 2; b++) {
                double square = 0;
                for (int d = 0; d < 12; d++) {
                    square += pooled[b * 12 + d] * pooled[b * 12 + d];
                }
                for (int d = 0; d < 12; d++) {
                    assertThat(found[b * 12 + d]).isCloseTo(pooled[b * 12 + d] / Math.sqrt(square), within(1e-12));
                }
            }
            assertThat(encoder.getParameters().keys()).allMatch(name -> name.startsWith("bert."));
        }
    }

    @Test
    void differentiates() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SentenceEncoder encoder = encoder(manager);
            NDArray texts = texts(manager);
            NDArray weights = manager.randomNormal(new Shape(2, 12), DataType.FLOAT64);
            List<NDArray> leaves = encoder.getParameters().values().stream()
                    .map(Parameter::getArray)
                    .toList();
            GradientCheck.function(
                    leaves, () -> run(encoder, texts).mul(weights).sum());
        }
    }
}
