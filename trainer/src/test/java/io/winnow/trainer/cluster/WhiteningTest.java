package io.winnow.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteningTest {
    private static final int ROWS = 500;

    /** Returns rows (500, 4) with correlated columns and a mean far from zero. */
    private static NDArray skewed(NDManager manager) {
        Engine.getInstance().setRandomSeed(1);
        NDArray mix = manager.create(new float[] {3, 0, 0, 0, 1, 2, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0.5f}, new Shape(4, 4));
        return manager.randomNormal(new Shape(ROWS, 4)).matMul(mix).add(10);
    }

    @Test
    void componentsHaveUnitVarianceAndNoCorrelation() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = skewed(manager);
            NDArray white = Whitening.of(x, 3, 0).apply(x);
            float[] covariance = white.transpose().matMul(white).div(ROWS).toFloatArray();
            for (int i = 0; i < 9; i++) {
                assertThat(covariance[i]).isCloseTo(i % 4 == 0 ? 1 : 0, within(1e-3f));
            }
            for (float mean : white.mean(new int[] {0}).toFloatArray()) {
                assertThat(mean).isCloseTo(0, within(1e-3f));
            }
        }
    }

    /** With as many output dimensions as components, and with more: the layer preserves the inner products of the whitened vectors. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void theLayerIsTheSameMapUpToAnIsometry(int out) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = skewed(manager);
            Whitening whitening = Whitening.of(x, 4, 1e-3);
            NDArray white = whitening.apply(x);
            NDList layer = whitening.layer(manager.randomNormal(new Shape(out, 4)));
            assertThat(layer.get(0).getShape()).isEqualTo(new Shape(out, 4));
            assertThat(layer.get(1).getShape()).isEqualTo(new Shape(out));
            NDArray mapped = x.matMul(layer.get(0).transpose()).add(layer.get(1));
            float[] expected = white.matMul(white.transpose()).toFloatArray();
            float[] found = mapped.matMul(mapped.transpose()).toFloatArray();
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(2e-3f));
            }
        }
    }
}
