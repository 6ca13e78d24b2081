package io.winnow.trainer.bench;

import io.winnow.datasets.image.CropOffset;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.loader.LoaderOptions;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads photographs in memory as the input of a published network: JPEG files are decoded on all cores, at reduced size where this suffices,
 * the shorter side is resized to 256 pixels, and the centre of 224 pixels is cropped.
 */
final class PhotographsWorkload implements Workload {
    static final int CROP = 224;
    static final int SHORTER_SIDE = 256;
    private static final int BATCH = 16;

    private final ImageSize size;
    private final EncodedPhotographs images;
    private final ImageLoader loader;
    private final ImageLoader.Batches batches;

    /**
     * @param count number of photographs
     * @param size size of each
     */
    PhotographsWorkload(int count, ImageSize size) {
        this.size = size;
        images = new EncodedPhotographs(count, size);
        Framing framing = new Framing(
                new Resize.ShorterSide(SHORTER_SIDE, Resampling.BILINEAR, CropOffset.HALF_EVEN),
                ImageSize.square(CROP),
                true);
        LoaderOptions usual = LoaderOptions.of(Math.min(BATCH, count), framing);
        // There is no cache, because with one each image would be decoded only once.
        loader = new ImageLoader(
                images, new LoaderOptions(usual.batchSize(), framing, usual.workers(), usual.prefetch(), 0, 0, 0));
        batches = loader.shuffled(1, 0);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "photographs %dx%d", size.width(), size.height());
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public double items() {
        return Math.min(BATCH, images.size());
    }

    @Override
    public double flop() {
        return 0;
    }

    @Override
    public Optional<Workload> plain() {
        return Optional.of(new PlainPhotographs(this));
    }

    EncodedPhotographs images() {
        return images;
    }

    @Override
    public void step(long number) {
        try (ImageBatch batch = batches.next()) {
            if (batch.size() != (int) items()) {
                throw new IllegalStateException("A batch has " + batch.size() + " images.");
            }
        }
    }

    @Override
    public void close() {
        batches.close();
        loader.close();
    }
}
