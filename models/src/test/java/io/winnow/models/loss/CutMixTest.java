package io.winnow.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class CutMixTest {
    @Test
    void theRectangleComesFromThePartnerAndTheRestFromTheImage() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.arange(0, 120, 1, DataType.FLOAT32).reshape(3, 2, 4, 5);
            CutMix.Box box = new CutMix.Box(1, 3, 2, 5, 4, 5);
            float[] mixed = CutMix.paste(images, manager.create(new long[] {2, 0, 1}), box)
                    .toFloatArray();
            int[] partners = {2, 0, 1};
            int own = 0;
            for (int i = 0; i < mixed.length; i++) {
                int y = i / 5 % 4;
                int x = i % 5;
                int image = i / 40;
                boolean inside = y >= 1 && y < 3 && x >= 2;
                own += inside ? 0 : 1;
                assertThat(mixed[i]).isEqualTo(inside ? i + 40 * (partners[image] - image) : i);
            }
            assertThat(box.share()).isCloseTo(own / (double) mixed.length, within(1e-12));
        }
    }

    /** A box within the image has the area that was asked for, but for the rounding to an even number of pixels. */
    @Test
    void shareIsThatOfTheTrueArea() {
        assertThat(CutMix.Box.around(16, 16, 0.25, 32, 32)).isEqualTo(new CutMix.Box(8, 24, 8, 24, 32, 32));
        assertThat(CutMix.Box.around(16, 16, 0.25, 32, 32).share()).isEqualTo(0.75);
        assertThat(CutMix.Box.around(0, 31, 0.25, 32, 32)).isEqualTo(new CutMix.Box(0, 8, 23, 32, 32, 32));
        assertThat(CutMix.Box.around(0, 31, 0.25, 32, 32).share()).isEqualTo(1 - 8 * 9 / 1024.0);
        assertThat(CutMix.Box.around(10, 100, 0.5, 28, 224)).isEqualTo(new CutMix.Box(1, 19, 21, 179, 28, 224));
        assertThat(CutMix.Box.around(5, 5, 0, 32, 32).share()).isEqualTo(1);
        assertThat(CutMix.Box.around(16, 16, 1, 32, 32).share()).isZero();
    }

    @Test
    void aBoxOfTheWholeImageGivesThePartners() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.arange(0, 18, 1, DataType.FLOAT32).reshape(new Shape(2, 1, 3, 3));
            NDArray order = manager.create(new long[] {1, 0});
            assertThat(CutMix.paste(images, order, new CutMix.Box(0, 3, 0, 3, 3, 3))
                            .toFloatArray())
                    .isEqualTo(Mixup.mix(images, order, manager.create(new float[] {0}))
                            .toFloatArray());
            assertThat(CutMix.paste(images, order, new CutMix.Box(2, 2, 0, 3, 3, 3))
                            .toFloatArray())
                    .isEqualTo(images.toFloatArray());
        }
    }
}
