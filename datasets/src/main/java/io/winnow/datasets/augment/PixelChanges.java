package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Changes the pixels of a batch on the processors of the host, one image after another. The draws of an image depend on its position in the
 * batch alone, not on the number of threads.
 *
 * @param changes changes in their order
 * @param outside colour of pixels outside an image, one level for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PixelChanges(List<PixelChange> changes, byte[] outside) {
    /**
     * Changes images.
     *
     * @param images uint8 (B, C, H, W), on any device
     * @param first position of the first image within the batch
     * @param key key of the random draws
     * @return uint8 (B, C, H, W) on the same device, attached to the images' manager
     */
    NDArray apply(NDArray images, int first, long key) {
        Shape shape = images.getShape();
        int batch = (int) shape.get(0);
        byte[] pixels = images.toByteArray();
        int parts = Math.min(batch, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, parts).parallel().forEach(part -> {
            Canvas canvas = new Canvas((int) shape.get(1), (int) shape.get(2), (int) shape.get(3), outside);
            for (int i = part; i < batch; i += parts) {
                apply(canvas, pixels, i, key, first + i);
            }
        });
        return images.getManager().create(ByteBuffer.wrap(pixels), shape, DataType.UINT8);
    }

    private void apply(Canvas canvas, byte[] pixels, int image, long key, int position) {
        int begin = image * canvas.channels * canvas.plane;
        canvas.load(pixels, begin);
        for (PixelChange change : changes) {
            change.apply(canvas, CounterRandom.of(key, position, change.stream()));
        }
        canvas.store(pixels, begin);
    }
}
