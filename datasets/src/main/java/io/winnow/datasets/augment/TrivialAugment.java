package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;
import java.util.List;

/**
 * TrivialAugment (Mueller and Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation", ICCV 2021, algorithm 1 and
 * table 1): one of 14 operations, drawn uniformly, with one of 31 strengths, drawn uniformly. Images of one channel have no colour, and one
 * operation less. As in the published code, shifts are in pixels, whatever the size of the image, and pixels are shifted, turned and
 * posterized by whole numbers. Pixels that come from outside get the mean colour; in the published code they are black.
 */
public enum TrivialAugment implements PixelChange {
    /** The ranges of RandAugment. */
    STANDARD(0.3, 10, 30, 4, 0.1, 1.9),
    /** The ranges of the paper's best results. */
    WIDE(0.99, 32, 135, 6, 0.01, 2);

    /** Largest strength; the smallest is 0. */
    static final int MOST = 30;

    private static final List<Operation> COLOR = List.of(
            Operation.IDENTITY,
            Operation.AUTOCONTRAST,
            Operation.EQUALIZE,
            Operation.ROTATE,
            Operation.SOLARIZE,
            Operation.COLOR,
            Operation.POSTERIZE,
            Operation.CONTRAST,
            Operation.BRIGHTNESS,
            Operation.SHARPNESS,
            Operation.SHEAR_X,
            Operation.SHEAR_Y,
            Operation.TRANSLATE_X,
            Operation.TRANSLATE_Y);

    private static final List<Operation> GREY =
            COLOR.stream().filter(each -> each != Operation.COLOR).toList();

    private final double shear;
    private final int pixels;
    private final int degrees;
    private final int bits;
    private final double leastFactor;
    private final double largestFactor;

    /**
     * @param shear largest shear
     * @param pixels largest shift
     * @param degrees largest angle
     * @param bits largest number of bits that are dropped
     */
    TrivialAugment(double shear, int pixels, int degrees, int bits, double leastFactor, double largestFactor) {
        this.shear = shear;
        this.pixels = pixels;
        this.degrees = degrees;
        this.bits = bits;
        this.leastFactor = leastFactor;
        this.largestFactor = largestFactor;
    }

    @Override
    public void apply(Canvas canvas, CounterRandom random) {
        List<Operation> all = canvas.channels == 1 ? GREY : COLOR;
        Operation operation = all.get(random.nextInt(all.size()));
        double strength = strength(operation, random.nextInt(MOST + 1));
        operation.apply(canvas, RandAugment.isSigned(operation) && random.nextBoolean(0.5) ? -strength : strength);
    }

    @Override
    public int stream() {
        return ViewStreams.OPERATIONS;
    }

    /** Returns the strength of an operation, in its own unit and without its sign. */
    double strength(Operation operation, int level) {
        return switch (operation) {
            case IDENTITY, INVERT, AUTOCONTRAST, EQUALIZE -> 0;
            case POSTERIZE -> 8 - Math.floorDiv(level * bits, MOST);
            case SOLARIZE -> 256 - Math.floorDiv(256 * level, MOST);
            case BRIGHTNESS, CONTRAST, COLOR, SHARPNESS -> level * (largestFactor - leastFactor) / MOST + leastFactor;
            case SHEAR_X, SHEAR_Y -> level * shear / MOST;
            case TRANSLATE_X, TRANSLATE_Y -> Math.floorDiv(level * pixels, MOST);
            case ROTATE -> Math.floorDiv(level * degrees, MOST);
        };
    }
}
