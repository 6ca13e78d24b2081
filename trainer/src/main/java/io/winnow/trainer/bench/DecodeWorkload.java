package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.loader.LoaderOptions;
import java.util.Locale;
import java.util.Optional;

/** Makes augmented float32 batches from encoded images in memory: it decodes on all cores and applies MoCo's augmentation on the device. */
final class DecodeWorkload implements Workload {
    static final int IMAGES = 256;
    static final int BATCH = 64;
    static final float[] HALF = {0.5f, 0.5f, 0.5f};

    private final String format;
    private final int imageSize;
    private final NDManager manager;
    private final EncodedShapes images;
    private final ImageLoader loader;
    private final ImageLoader.Batches batches;
    private final Augmenter augmenter;

    /**
     * @param format name of the image format in ImageIO: jpg or png
     * @param imageSize height and width of the images in pixels
     */
    DecodeWorkload(String format, int imageSize, BenchOptions options) {
        this.format = format;
        this.imageSize = imageSize;
        manager = NDManager.newBaseManager(options.device());
        LoaderOptions usual = LoaderOptions.of(BATCH, Framing.centred(ImageSize.square(imageSize)));
        // There is no cache, because with one each image would be decoded only once.
        images = new EncodedShapes(IMAGES, imageSize, format);
        loader = new ImageLoader(
                images, new LoaderOptions(BATCH, usual.framing(), usual.workers(), usual.prefetch(), 0, 0, 0));
        batches = loader.shuffled(1, 0);
        augmenter = new Augmenter(ImageAugmentation.CONTRASTIVE, ImageSize.square(imageSize), HALF, HALF);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "decode %s %dx%d", format, imageSize, imageSize);
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public double items() {
        return BATCH;
    }

    @Override
    public double flop() {
        return 0;
    }

    @Override
    public Optional<Workload> plain() {
        return Optional.of(new PlainDecode(this));
    }

    Device device() {
        return manager.getDevice();
    }

    EncodedShapes images() {
        return images;
    }

    int imageSize() {
        return imageSize;
    }

    @Override
    public void step(long number) {
        try (NDManager scope = manager.newSubManager();
                ImageBatch batch = batches.next()) {
            NDArray images = augmenter.apply(batch.examples(scope), number);
            NDArray mean = images.mean();
            mean.attach(scope);
            if (!Float.isFinite(mean.getFloat())) {
                throw new IllegalStateException("The mean of the augmented images is not a finite number.");
            }
        }
    }

    @Override
    public void close() {
        batches.close();
        loader.close();
        manager.close();
    }
}
