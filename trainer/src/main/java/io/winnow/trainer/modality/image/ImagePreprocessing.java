package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.Resampling;
import io.winnow.datasets.image.Resize;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.published.PublishedFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The preprocessing that turns an image into the input of a network. It is fixed when a training begins and stored in the run and in
 * exports, so that every later image is preprocessed like the training images, even if these have changed or no longer exist.
 *
 * @param decoding decoding of files to pixels; its number of channels is that of the input: 1 (grey) or 3 (red, green, blue)
 * @param height height of the input in pixels
 * @param width width of the input in pixels
 * @param mean mean of each channel, for pixel values in [0, 1]
 * @param std standard deviation of each channel, for pixel values in [0, 1]
 * @param resize rule by which an image of another size is cropped and scaled
 * @param reducedDecoding whether JPEG files that are much larger than the input are decoded at reduced size, as in {@link Framing}
 * @param published what is known of the published encoder that determined the preprocessing; null if none did
 */
@Kind("image")
public record ImagePreprocessing(
        DecodeOptions decoding,
        int height,
        int width,
        List<Float> mean,
        List<Float> std,
        Resize resize,
        boolean reducedDecoding,
        @JsonInclude(JsonInclude.Include.NON_NULL) PublishedFacts published)
        implements Preprocessing {
    /** Largest number of images on which mean and standard deviation are measured. More images hardly change the result. */
    private static final int MEASURED_EXAMPLES = 2000;

    private static final double MIN_STD = 1e-3;

    /**
     * @throws IllegalArgumentException if there is not one mean and std per channel, or if the rule cannot give images of the size
     */
    public ImagePreprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != decoding.channels() || std.size() != decoding.channels()) {
            throw new IllegalArgumentException("Mean and std must have one value per channel, which are "
                    + decoding.channels() + "; found " + mean.size() + " and " + std.size() + ".");
        }
        resize.require(new ImageSize(height, width));
    }

    /** Creates a preprocessing that no published encoder determined. */
    public ImagePreprocessing(
            DecodeOptions decoding,
            int height,
            int width,
            List<Float> mean,
            List<Float> std,
            Resize resize,
            boolean reducedDecoding) {
        this(decoding, height, width, mean, std, resize, reducedDecoding, null);
    }

    /**
     * Determines the preprocessing for a data set. Mean and standard deviation are measured on up to 2,000 of its images, chosen at regular
     * intervals. Damaged images are left out.
     *
     * @param framing size of the input, and how images get it
     * @param altered counts the alterations of these images by decoding, such as the removal of transparency
     */
    static ImagePreprocessing measure(ImageDataset images, Framing framing, AlterationCounts altered)
            throws IOException {
        int channels = images.channels();
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        long count = 0;
        for (int example : EvenSpacing.of(images.size(), MEASURED_EXAMPLES)) {
            Image image;
            try {
                DecodedImage decoded = images.decode(example);
                altered.add(decoded.alterations());
                image = decoded.image();
            } catch (CorruptImageException e) {
                continue;
            }
            int plane = image.height() * image.width();
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < plane; p++) {
                    double value = (image.pixels()[c * plane + p] & 0xff) / 255.0;
                    sum[c] += value;
                    squares[c] += value * value;
                }
            }
            count += plane;
        }
        List<Float> mean = new ArrayList<>();
        List<Float> std = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            double average = count == 0 ? 0.5 : sum[c] / count;
            mean.add((float) average);
            std.add((float) (count == 0 ? 0.25 : Math.max(MIN_STD, Math.sqrt(squares[c] / count - average * average))));
        }
        return new ImagePreprocessing(
                images.decoding().orElse(DecodeOptions.of(channels)),
                framing.size().height(),
                framing.size().width(),
                mean,
                std,
                framing.resize(),
                framing.reduced());
    }

    /** Returns the number of channels: 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return decoding.channels();
    }

    @Override
    public Optional<Preprocessing> ofCentredPart() {
        return Optional.of(new ImagePreprocessing(
                decoding, height, width, mean, std, new Resize.CentredPart(), reducedDecoding, published));
    }

    /** Returns the size of the images after preprocessing. */
    public ImageSize size() {
        return new ImageSize(height, width);
    }

    /** Returns the size of the images after preprocessing, and how they get it. */
    public Framing framing() {
        return new Framing(resize, size(), reducedDecoding);
    }

    /** Describes in sentences how an image of another size is cropped and scaled. */
    public String resizing() {
        return resize.describe(size());
    }

    /** Returns this preprocessing with a square input of another size; images are resized in proportion, rounded down. */
    public ImagePreprocessing withSize(int side) {
        return new ImagePreprocessing(
                decoding,
                side,
                side,
                mean,
                std,
                resize.forSize(size(), ImageSize.square(side)),
                reducedDecoding,
                published);
    }

    /** Returns this preprocessing with another mean and standard deviation of each channel. */
    public ImagePreprocessing withNormalisation(List<Float> otherMean, List<Float> otherStd) {
        return new ImagePreprocessing(decoding, height, width, otherMean, otherStd, resize, reducedDecoding, published);
    }

    /**
     * Returns this preprocessing with another filter.
     *
     * @throws IllegalArgumentException if the rule of resizing has a filter of its own
     */
    public ImagePreprocessing withFilter(Resampling filter) {
        return withResize(resize.withFilter(filter));
    }

    /** Returns this preprocessing with another rule of resizing. */
    public ImagePreprocessing withResize(Resize other) {
        return new ImagePreprocessing(decoding, height, width, mean, std, other, reducedDecoding, published);
    }

    /** Returns this preprocessing with or without decoding at reduced size. */
    public ImagePreprocessing withReducedDecoding(boolean reduced) {
        return new ImagePreprocessing(decoding, height, width, mean, std, resize, reduced, published);
    }

    /** Returns this preprocessing with other options for decoding. */
    public ImagePreprocessing withDecoding(DecodeOptions other) {
        return new ImagePreprocessing(other, height, width, mean, std, resize, reducedDecoding, published);
    }

    /** Returns this preprocessing as that of a published encoder; null for none. */
    public ImagePreprocessing publishedBy(PublishedFacts encoder) {
        return new ImagePreprocessing(decoding, height, width, mean, std, resize, reducedDecoding, encoder);
    }

    @Override
    public ImagePreprocessing exported() {
        return publishedBy(null);
    }

    @Override
    public NDArray map(
            Dataset<?> items,
            int[] examples,
            int batchSize,
            int maxCorrupt,
            NDManager manager,
            UnaryOperator<NDArray> function) {
        return new ImagePass(this, maxCorrupt).map((ImageDataset) items, examples, batchSize, manager, function);
    }

    @Override
    public NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return new NDList(new ImagePass(this, maxCorrupt).read((ImageDataset) items, examples, manager));
    }

    @Override
    public Optional<Serving> serving() {
        return Optional.of(new ImageServing(this));
    }

    @Override
    public Optional<Raw> raw() {
        return Optional.of(new Raw("raw_pixels", channels() * height * width, false));
    }

    @Override
    public NDArray random(int count, NDManager manager) {
        return manager.randomNormal(new Shape(count, channels(), height, width));
    }

    @Override
    public boolean allowsCuts() {
        return true;
    }

    /** Creates an augmenter that normalises images and changes nothing else. */
    public Augmenter plain() {
        return augmenter(ImageAugmentation.NONE);
    }

    /** Creates an augmenter that makes random normalised views of images. */
    public Augmenter augmenter(ImageAugmentation augmentation) {
        return new Augmenter(augmentation, size(), array(mean), array(std));
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
