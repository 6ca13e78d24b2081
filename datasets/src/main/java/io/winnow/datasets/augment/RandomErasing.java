package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Random erasing (Zhong et al., "Random Erasing Data Augmentation", AAAI 2020, algorithm 1): a rectangle of a view is replaced. As in
 * torchvision, the logarithm of the aspect ratio is uniform, so that wide and tall rectangles are equally likely, and a rectangle that does
 * not fit is drawn again, ten times at most.
 *
 * @param probability probability with which a view is changed
 * @param minArea smallest area of the rectangle, as a fraction of the image's area
 * @param maxArea largest area of the rectangle
 * @param minRatio smallest ratio of the rectangle's height to its width
 * @param maxRatio largest ratio of the rectangle's height to its width
 * @param fill what the rectangle contains then
 */
public record RandomErasing(
        double probability, double minArea, double maxArea, double minRatio, double maxRatio, Fill fill) {
    private static final int TRIES = 10;

    /** What a rectangle contains after it was erased. */
    public enum Fill {
        /** The mean colour of the data set. */
        MEAN,
        /** Levels drawn uniformly from 0 to 255, for each pixel and channel. */
        RANDOM
    }

    public RandomErasing {
        if (!(probability >= 0
                && probability <= 1
                && minArea > 0
                && minArea <= maxArea
                && maxArea <= 1
                && minRatio > 0
                && minRatio <= maxRatio)) {
            throw new IllegalArgumentException(
                    "Random erasing needs a probability in [0, 1], areas in (0, 1] and ratios above 0, the smallest first; found "
                            + this + ".");
        }
    }

    /** A rectangle; the ends are exclusive. */
    record Rectangle(int top, int bottom, int left, int right) {
        static final Rectangle NONE = new Rectangle(0, 0, 0, 0);
    }

    /** Draws the rectangle of one image; an empty one if the image is not changed. */
    Rectangle draw(int height, int width, CounterRandom random) {
        if (!random.nextBoolean(probability)) {
            return Rectangle.NONE;
        }
        for (int tried = 0; tried < TRIES; tried++) {
            double area = height * (double) width * random.nextDouble(minArea, maxArea);
            double ratio = Math.exp(random.nextDouble(Math.log(minRatio), Math.log(maxRatio)));
            int h = (int) Math.round(Math.sqrt(area * ratio));
            int w = (int) Math.round(Math.sqrt(area / ratio));
            if (h >= 1 && w >= 1 && h <= height && w <= width) {
                int top = random.nextInt(height - h + 1);
                int left = random.nextInt(width - w + 1);
                return new Rectangle(top, top + h, left, left + w);
            }
        }
        return Rectangle.NONE;
    }

    /**
     * Erases a rectangle of each view, or of some.
     *
     * @param views normalised images (B, C, H, W); mean colour is 0
     * @param first position of the first image within the batch
     * @param key key of the random draws
     * @param normaliser normalises the levels of {@link Fill#RANDOM}
     * @return (B, C, H, W), attached to the manager of the views, which are not changed
     */
    NDArray apply(NDArray views, int first, long key, Augmenter normaliser) {
        Shape shape = views.getShape();
        int batch = (int) shape.get(0);
        int channels = (int) shape.get(1);
        int height = (int) shape.get(2);
        int width = (int) shape.get(3);
        float[] rows = new float[batch * height];
        float[] columns = new float[batch * width];
        byte[] levels = new byte[fill == Fill.RANDOM ? batch * channels * height * width : 0];
        for (int i = 0; i < batch; i++) {
            CounterRandom random = CounterRandom.of(key, first + i, ViewStreams.ERASING);
            Rectangle erased = draw(height, width, random);
            Arrays.fill(rows, i * height + erased.top, i * height + erased.bottom, 1);
            Arrays.fill(columns, i * width + erased.left, i * width + erased.right, 1);
            for (int row = 0; fill == Fill.RANDOM && row < channels * height; row++) {
                int y = row % height;
                for (int x = erased.left; x < erased.right && y >= erased.top && y < erased.bottom; x++) {
                    levels[(i * channels * height + row) * width + x] = (byte) random.nextInt(256);
                }
            }
        }
        try (NDManager scope = views.getManager().newSubManager()) {
            NDArray inside = scope.create(rows, new Shape(batch, 1, height, 1))
                    .mul(scope.create(columns, new Shape(batch, 1, 1, width))); // (B, 1, H, W)
            NDArray result = views.mul(inside.sub(1).neg());
            if (fill == Fill.RANDOM) {
                NDArray drawn = scope.create(ByteBuffer.wrap(levels), shape, DataType.UINT8);
                result = result.add(normaliser.normalise(drawn).mul(inside));
            }
            result.attach(views.getManager());
            return result;
        }
    }
}
