package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.Test;

class GroupNormalizationTest {
    @Test
    void eachGroupOfAnExampleHasMeanZeroAndVarianceOne() {
        try (NDManager manager = NDManager.newBaseManager()) {
            GroupNormalization norm = new GroupNormalization(4, 2);
            norm.initialize(manager);
            norm.getParameters().get("weight").getArray().set(new float[] {1, 2, 3, 4});
            norm.getParameters().get("bias").getArray().set(new float[] {0, 1, 0, 1});
            float[] values = {1, 2, 3, 6, 0, 0, 4, 4, -1, 5, 2, 2, 8, 1, 1, 2};
            NDArray x = manager.create(values, new Shape(2, 4, 1, 2));
            float[] y = norm.forward(new ParameterStore(manager, false), new NDList(x), true)
                    .singletonOrThrow()
                    .toFloatArray();
            for (int group = 0; group < 4; group++) { // two of each of two examples, with two channels of two pixels
                double mean = 0;
                double variance = 0;
                for (int i = 4 * group; i < 4 * group + 4; i++) {
                    mean += values[i] / 4.0;
                }
                for (int i = 4 * group; i < 4 * group + 4; i++) {
                    variance += (values[i] - mean) * (values[i] - mean) / 4;
                }
                for (int i = 4 * group; i < 4 * group + 4; i++) {
                    int channel = i / 2 % 4;
                    double expected = (values[i] - mean) / Math.sqrt(variance + 1e-5) * (channel + 1) + channel % 2;
                    assertThat((double) y[i]).isCloseTo(expected, within(1e-5));
                }
            }
        }
    }

    @Test
    void groupsMustDivideTheChannels() {
        assertThatThrownBy(() -> new GroupNormalization(6, 4))
                .hasMessageContaining("4 groups do not divide 6 channels");
    }
}
