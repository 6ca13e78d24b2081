package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;

/**
 * A horizontal flip, and a crop of the image's size from the image that was extended at all sides by reflection: the usual change of small
 * images.
 *
 * @param flip probability of a flip
 * @param padding number of pixels by which the image is extended at each side, as a fraction of its height and of its width, rounded
 */
public record PadCrop(double flip, double padding) implements PixelChange {
    public PadCrop {
        if (!(flip >= 0 && flip <= 1 && padding >= 0 && padding <= 0.5)) {
            throw new IllegalArgumentException(
                    "The probability of a flip must be in [0, 1] and the padding in [0, 0.5], found " + flip + " and "
                            + padding + ".");
        }
    }

    @Override
    public void apply(Canvas canvas, CounterRandom random) {
        boolean mirrored = random.nextBoolean(flip);
        int top = shift(canvas.height, random);
        int left = shift(canvas.width, random);
        if (mirrored || top != 0 || left != 0) {
            MoveOperations.crop(canvas, top, left, mirrored);
        }
    }

    private int shift(int side, CounterRandom random) {
        int most = (int) Math.min(side - 1, Math.floor(padding * side + 0.5));
        return random.nextInt(2 * most + 1) - most;
    }

    @Override
    public int stream() {
        return ViewStreams.SHIFT;
    }
}
