package io.winnow.models.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    @Test
    void numbersAreCastAndIdsAreKept() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray ids = manager.create(new long[] {30_521, 257});
            assertThat(Precision.BFLOAT16.of(ids)).isSameAs(ids);
            assertThat(Precision.FLOAT16.of(ids)).isSameAs(ids);
            NDArray numbers = manager.create(new float[] {1.5f});
            assertThat(Precision.FLOAT16.of(numbers).getDataType()).isEqualTo(DataType.FLOAT16);
            assertThat(Precision.isBfloat16(Precision.BFLOAT16.of(numbers).getDataType()))
                    .isTrue();
        }
    }
}
