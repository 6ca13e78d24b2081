package io.winnow.trainer.bench;

import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.util.NDImageUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Decodes and augments one image after another with DJL's own decoder and transforms: crop, flip and normalisation. It does less than the
 * other workload, because DJL has no colour jitter for PyTorch and no blur.
 */
final class PlainDecode extends PlainLoop {
    private final DecodeWorkload same;
    private final NDManager manager;

    PlainDecode(DecodeWorkload same) {
        super(same, "plain DJL");
        this.same = same;
        manager = NDManager.newBaseManager(same.device());
    }

    @Override
    public void step(long number) {
        try (NDManager scope = manager.newSubManager()) {
            NDList views = new NDList();
            for (int i = 0; i < DecodeWorkload.BATCH; i++) {
                byte[] file = same.images().file((int) ((number * DecodeWorkload.BATCH + i) % DecodeWorkload.IMAGES));
                NDArray x = ImageFactory.getInstance()
                        .fromInputStream(new ByteArrayInputStream(file))
                        .toNDArray(scope);
                x = NDImageUtils.randomResizedCrop(x, same.imageSize(), same.imageSize(), 0.2, 1, 0.75, 4.0 / 3);
                x = NDImageUtils.toTensor(i % 2 == 0 ? x : x.flip(1));
                views.add(NDImageUtils.normalize(x, DecodeWorkload.HALF, DecodeWorkload.HALF));
            }
            if (!Float.isFinite(NDArrays.stack(views).mean().getFloat())) {
                throw new IllegalStateException("The mean of the augmented images is not a finite number.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
