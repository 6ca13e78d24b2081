package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageSize;
import java.nio.ByteBuffer;

/** Views in grey levels from 0 to 255, from which the effect of an augmentation is measured. */
final class GreyLevels {
    /** The number of images whose draws are checked. */
    static final int DRAWN = 40;
    /** The number of grey levels by which rounding (of constants with four digits, and of float32) may change a pixel. */
    static final double TOLERANCE = 0.05;

    private GreyLevels() {}

    /** Returns square views, of square images (count, 3, from, from), in grey levels without normalisation. */
    static float[] of(ImageAugmentation options, byte[] pixels, int from, int to) {
        ByteBuffer copy = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
        float[] scale = {1 / 255f, 1 / 255f, 1 / 255f};
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images =
                    manager.create(copy, new Shape(pixels.length / (3 * from * from), 3, from, from), DataType.UINT8);
            return new Augmenter(options, ImageSize.square(to), new float[3], scale)
                    .apply(images, 3)
                    .toFloatArray();
        }
    }
}
