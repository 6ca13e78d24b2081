package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.CropBox;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns batches of uint8 images into the float32 input of an encoder: the images are augmented, clamped to [0, 1] and normalised.
 *
 * <p>Cropping, scaling, flipping and blurring are linear along each axis, and the changes of colour are affine in each pixel. An augmented
 * batch is therefore computed by three batched matrix products on the device, and only the few non-zero weights of each matrix row are sent
 * from the CPU. Products that would change nothing are skipped. Values are clamped once at the end, whereas torchvision clamps them after
 * every operation.
 */
public final class Augmenter {
    private static final double LEAST_SIGMA = 0.1;
    private static final int CROP_TRIES = 10;

    private final ImageAugmentation options;
    private final ImageSize output;
    private final float[] mean;
    private final float[] std;

    /**
     * Creates an augmenter.
     *
     * @param mean mean of each channel, for values in [0, 1]
     * @param std standard deviation of each channel
     */
    public Augmenter(ImageAugmentation options, ImageSize output, float[] mean, float[] std) {
        if (mean.length != std.length) {
            throw new IllegalArgumentException("Normalisation needs as many standard deviations as means; found "
                    + std.length + " and " + mean.length + ".");
        }
        this.options = options;
        this.output = output;
        this.mean = mean.clone();
        this.std = std.clone();
    }

    /**
     * Returns an augmenter without random changes: images are scaled to the output size and normalised, with the same result at every call.
     */
    public Augmenter forEvaluation() {
        return new Augmenter(ImageAugmentation.NONE, output, mean, std);
    }

    /**
     * Computes one augmented view of each image.
     *
     * @param images uint8 array of shape (B, C, H, W)
     * @param keys keys of the random draws, such as (seed, step, view); equal keys give equal draws
     * @return float32 array of shape (B, C, h, w), attached to the images' manager
     */
    public NDArray apply(NDArray images, long... keys) {
        return applyFrom(0, images, keys);
    }

    /**
     * Computes one view of each image of a part of a batch, with the same result as for the whole batch. Otherwise it works as {@link
     * #apply}.
     *
     * @param first position of the first image within the batch
     */
    public NDArray applyFrom(int first, NDArray images, long... keys) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray result = normalized(scope, levels(scope, first, images, keys));
            result.attach(images.getManager());
            return result;
        }
    }

    /**
     * Returns the part of each image of a batch that its view shows: that of {@link #applyFrom} for the same keys.
     *
     * @param first position of the first image within the batch
     * @param count number of images
     * @param size size of the images
     */
    List<CropBox> boxesFrom(int first, int count, ImageSize size, long... keys) {
        long key = CounterRandom.key(keys);
        List<CropBox> boxes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Crop crop = drawCrop(CounterRandom.of(key, first + i), size.height(), size.width());
            boxes.add(new CropBox(
                    crop.top() / size.height(),
                    crop.left() / size.width(),
                    (crop.top() + crop.height()) / size.height(),
                    (crop.left() + crop.width()) / size.width()));
        }
        return boxes;
    }

    /** Returns whether views of such images are the images themselves, normalised. */
    boolean changesNothing(NDArray images) {
        Shape shape = images.getShape();
        return options.equals(ImageAugmentation.NONE)
                && shape.get(2) == output.height()
                && shape.get(3) == output.width();
    }

    /** Computes the same views as {@link #applyFrom}, but as levels from 0 to 255: uint8 (B, C, h, w). */
    NDArray levelsFrom(int first, NDArray images, long... keys) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray result = levels(scope, first, images, keys).add(0.5f).toType(DataType.UINT8, false);
            result.attach(images.getManager());
            return result;
        }
    }

    /** Normalises images, and changes nothing else: uint8 (B, C, H, W) to float32. */
    NDArray normalise(NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            NDArray levels = images.toType(DataType.FLOAT32, true);
            levels.attach(scope);
            NDArray result = normalized(scope, levels);
            result.attach(images.getManager());
            return result;
        }
    }

    /** Returns the mean colour, one level from 0 to 255 for each channel. */
    byte[] meanColor() {
        byte[] levels = new byte[mean.length];
        for (int c = 0; c < levels.length; c++) {
            levels[c] = (byte) Math.round(255 * mean[c]);
        }
        return levels;
    }

    /** Returns random views whose levels lie between 0 and 255, attached to the scope: float32 (B, C, h, w). */
    private NDArray levels(NDManager scope, int first, NDArray images, long... keys) {
        Shape shape = images.getShape();
        int batch = (int) shape.get(0);
        int channels = (int) shape.get(1);
        int height = (int) shape.get(2);
        int width = (int) shape.get(3);
        if (channels != mean.length) {
            throw new IllegalArgumentException("The images have " + channels
                    + " channels, but the mean and standard deviation are given for " + mean.length + ".");
        }
        List<AxisMap> rows = new ArrayList<>(batch);
        List<AxisMap> columns = new ArrayList<>(batch);
        int colorSize = channels == 1 ? 1 : channels * channels;
        float[] colors = new float[batch * colorSize];
        float[] shifts = new float[batch * colorSize];
        long key = CounterRandom.key(keys);
        for (int i = 0; i < batch; i++) {
            CounterRandom random = CounterRandom.of(key, first + i);
            drawGeometry(random, rows, height, columns, width);
            if (channels == 1) {
                ColorMap.drawGrey(options, random, colors, shifts, i);
            } else {
                ColorMap.drawColor(options, random, colors, shifts, i);
            }
        }
        NDArray view = images.toType(DataType.FLOAT32, true);
        view.attach(scope);
        if (!rows.stream().allMatch(AxisMap::isIdentity)) {
            view = AxisMap.matrices(rows, scope).matMul(view);
        }
        if (!columns.stream().allMatch(AxisMap::isIdentity)) {
            // The maps of the columns are transposed: x R' is computed as x times (in, out).
            view = view.matMul(AxisMap.matrices(columns, scope).swapAxes(2, 3));
        }
        return color(scope, view, channels, colors, shifts, batch).clip(0, 255);
    }

    private NDArray color(NDManager scope, NDArray view, int channels, float[] colors, float[] shifts, int batch) {
        if (options.colorJitter() == 0 && options.grayscale() == 0) {
            return view;
        }
        NDArray meanColor = view.mean(new int[] {3}).mean(new int[] {2}); // (B, C)
        if (channels == 1) {
            NDArray factor = scope.create(colors, new Shape(batch, 1, 1, 1));
            NDArray shift = scope.create(shifts, new Shape(batch, 1)).mul(meanColor);
            return view.mul(factor).add(shift.reshape(batch, 1, 1, 1));
        }
        NDArray maps = scope.create(colors, new Shape(batch, channels, channels));
        NDArray shift =
                scope.create(shifts, new Shape(batch, channels, channels)).matMul(meanColor.expandDims(2)); // (B, C, 1)
        NDArray pixels = view.reshape(batch, channels, -1);
        return maps.matMul(pixels).add(shift).reshape(view.getShape());
    }

    /** A part of an image, in pixels. */
    private record Crop(double top, double left, double height, double width) {}

    /** Draws a crop of random area and aspect ratio, as in torchvision's RandomResizedCrop. These are the first draws of an image. */
    private Crop drawCrop(CounterRandom random, int height, int width) {
        if (options.minScale() < 1 || options.maxRatio() > 1) {
            double logRatio = Math.log(options.maxRatio());
            for (int tried = 0; tried < CROP_TRIES; tried++) {
                double area = height * (double) width * random.nextDouble(options.minScale(), 1);
                double ratio = Math.exp(random.nextDouble(-logRatio, logRatio));
                double h = Math.sqrt(area / ratio);
                double w = Math.sqrt(area * ratio);
                if (h <= height && w <= width) {
                    double top = random.nextDouble(0, height - h);
                    return new Crop(top, random.nextDouble(0, width - w), h, w);
                }
            }
        }
        return new Crop(0, 0, height, width);
    }

    /** Draws a crop and, by their probabilities, a flip and a blur. */
    private void drawGeometry(CounterRandom random, List<AxisMap> rows, int height, List<AxisMap> columns, int width) {
        Crop crop = drawCrop(random, height, width);
        boolean mirrored = random.nextBoolean(options.flip());
        AxisMap row = AxisMap.resample(output.height(), height, crop.top(), crop.height(), false);
        AxisMap column = AxisMap.resample(output.width(), width, crop.left(), crop.width(), mirrored);
        if (random.nextBoolean(options.blur())) {
            double sigma = random.nextDouble(LEAST_SIGMA, options.maxSigma());
            row = row.blurred(sigma);
            column = column.blurred(sigma);
        }
        rows.add(row);
        columns.add(column);
    }

    /** Normalises bytes in [0, 255]: {@code (value / 255 - mean) / std}. */
    private NDArray normalized(NDManager scope, NDArray bytes) {
        float[] factors = new float[mean.length];
        float[] offsets = new float[mean.length];
        for (int c = 0; c < mean.length; c++) {
            factors[c] = 1 / (255 * std[c]);
            offsets[c] = -mean[c] / std[c];
        }
        Shape channelwise = new Shape(1, mean.length, 1, 1);
        return bytes.mul(scope.create(factors, channelwise)).add(scope.create(offsets, channelwise));
    }
}
