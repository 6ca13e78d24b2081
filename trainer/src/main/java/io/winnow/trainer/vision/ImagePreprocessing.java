package io.winnow.trainer.vision;

import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How an image becomes the input of a network. It is fixed when a training begins and kept in the run and in exports, so that a model sees
 * every later image as it saw the training images, whatever has become of those.
 *
 * @param decoding how files become pixels; its channels are those of the input: 1 (grey) or 3 (red, green, blue)
 * @param height in pixels, to which images are cropped and scaled
 * @param width in pixels
 * @param mean of each channel, of values in [0, 1]
 * @param std standard deviation of each channel, of values in [0, 1]
 * @param resize how an image of another size comes to this size, in words
 */
public record ImagePreprocessing(
        DecodeOptions decoding, int height, int width, List<Float> mean, List<Float> std, String resize) {
    /** Examples from which mean and standard deviation are measured; more change neither visibly. */
    private static final int MEASURED_EXAMPLES = 2000;

    private static final double LEAST_STD = 1e-3;
    private static final String RESIZE =
            "The largest centred part with the aspect ratio width:height is scaled by a triangle filter that widens when it"
                    + " shrinks (bilinear with antialiasing, as Pillow and torchvision do).";

    public ImagePreprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != decoding.channels() || std.size() != decoding.channels()) {
            throw new IllegalArgumentException("Images of " + decoding.channels()
                    + " channels need as many means and standard deviations, found " + mean.size() + " and "
                    + std.size() + ".");
        }
    }

    /**
     * The preprocessing for a data set: mean and standard deviation are measured over up to 2,000 of its images, evenly spaced. Damaged
     * images are left out.
     *
     * @param altered counts what decoding altered in them
     */
    static ImagePreprocessing measure(ImageDataset images, ImageSize size, AlterationCounts altered)
            throws IOException {
        int channels = images.channels();
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        long count = 0;
        int examples = Math.min(MEASURED_EXAMPLES, images.size());
        for (int i = 0; i < examples; i++) {
            Image image;
            try {
                DecodedImage decoded = images.decode((int) ((long) i * images.size() / examples));
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
            std.add((float)
                    (count == 0 ? 0.25 : Math.max(LEAST_STD, Math.sqrt(squares[c] / count - average * average))));
        }
        return new ImagePreprocessing(
                images.decoding().orElse(DecodeOptions.of(channels)), size.height(), size.width(), mean, std, RESIZE);
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return decoding.channels();
    }

    public ImageSize size() {
        return new ImageSize(height, width);
    }

    /** Normalises images, and changes nothing else. */
    public Augmenter plain() {
        return augmenter(ImageAugmentation.NONE);
    }

    /** Random normalised views of images. */
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
