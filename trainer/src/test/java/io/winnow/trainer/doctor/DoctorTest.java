package io.winnow.trainer.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.run.DeviceMemoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final long MIB = 1 << 20;

    @Test
    void theCpuInSinglePrecisionAgreesWithTheCpuInDoublePrecision() {
        List<Finding> findings = new DeviceCheck(Device.cpu()).run();
        assertThat(findings).hasSize(46).allSatisfy(finding -> {
            assertThat(finding.difference()).as(finding.text()).isLessThanOrEqualTo(finding.allowed());
            assertThat(finding.passes()).isTrue();
        });
        // There is a rounding error, which shows that two different computations were compared.
        assertThat(findings)
                .filteredOn(finding -> finding.what().contains("bfloat16: gradient"))
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.difference()).isGreaterThan(1e-4));
    }

    /** cuDNN computes float32 convolutions in TF32 unless the environment variable forbids it. */
    @Test
    void onlyGpusMayRoundConvolutions() {
        assertThat(DeviceCheck.convolutionsAllow(Device.cpu(), null)).isEqualTo(5e-3);
        assertThat(DeviceCheck.convolutionsAllow(Device.gpu(), "0")).isEqualTo(5e-3);
        assertThat(DeviceCheck.convolutionsAllow(Device.gpu(), null)).isEqualTo(0.1);
    }

    @Test
    void aWrongGradientDoesNotPass() {
        double[] exact = {3, 4};
        assertThat(Finding.of("x", exact, new float[] {3, 4.5f}, 0.05).difference())
                .isCloseTo(0.1, within(1e-7));
        assertThat(Finding.of("x", exact, new float[] {3, 4.5f}, 0.05).passes()).isFalse();
        assertThat(Finding.of("x", exact, new float[] {3, 4.5f}, 0.05).text()).startsWith("WRONG");
        assertThat(Finding.of("x", exact, new float[] {3, Float.NaN}, 0.05).passes())
                .isFalse();
    }

    /** With 100 MiB plus 2 MiB per example, 16 examples need 132 MiB and 48 examples need 196 MiB. */
    @Test
    void memoryIsALinearFunctionOfTheBatchSize() {
        Footprint footprint = Footprint.of("train", 64, 1000, 16_000, 16, 132 * MIB, 48, 196 * MIB, 1000 * MIB);
        assertThat(footprint.perExample()).isEqualTo(2 * MIB);
        assertThat(footprint.fixed()).isEqualTo(100 * MIB);
        assertThat(footprint.needed(64)).isEqualTo(228 * MIB);
        assertThat(footprint.largestBatch()).isEqualTo(400);
        assertThat(footprint.fits()).isTrue();
        assertThat(Footprint.of("train", 401, 1000, 16_000, 16, 132 * MIB, 48, 196 * MIB, 1000 * MIB)
                        .fits())
                .isFalse();
    }

    @Test
    void pyTorchsOutOfMemoryErrorsBecomeMessages() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Throwable failure = catchThrowable(() -> manager.zeros(new Shape(1L << 45)));
            assertThat(failure).isNotNull();
            assertThat(DeviceMemoryException.of(new IllegalStateException("step", failure), "4-classify", "cpu"))
                    .hasValueSatisfying(found -> assertThat(found.getMessage())
                            .contains("4-classify")
                            .contains("140737488355328 bytes")
                            .contains("batch_size")
                            .doesNotContain("\n"));
        }
        // The wording of PyTorch 2.7 on a GPU.
        assertThat(DeviceMemoryException.of(
                        new IllegalStateException(
                                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.69 GiB of"
                                        + " which 1.10 GiB is free.\nException raised from malloc at .."),
                        "2-train",
                        "cuda:0"))
                .hasValueSatisfying(found -> assertThat(found.getMessage())
                        .contains("Tried to allocate 2.00 GiB")
                        .doesNotContain("malloc at"));
        assertThat(DeviceMemoryException.of(new IllegalStateException("shape mismatch"), "2-train", "cpu"))
                .isEmpty();
    }
}
