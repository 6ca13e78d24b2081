package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;
import java.util.List;

/**
 * The strong change of images of UDA ("Unsupervised Data Augmentation for Consistency Training", arXiv 1904.12848, and its published code):
 * some of 15 operations, each drawn uniformly, with repetition, each with a magnitude of its own, which is drawn uniformly from 1 to the
 * largest; then cutout. Images of one channel have no colour, and one operation less. Shifts and cutouts are those for 32 pixels, scaled
 * with the side of the image.
 *
 * @param operations number of operations that are drawn
 * @param probability probability with which each is carried out
 * @param maxMagnitude largest magnitude, from 1 to 9
 * @param cutout side of the square that is cut out in the end, as a fraction of the smaller side of the image; 0 for none
 */
public record RandAugment(int operations, double probability, int maxMagnitude, double cutout) implements PixelChange {
    /** As published for CIFAR-10 and SVHN. */
    public static final RandAugment UDA = new RandAugment(2, 0.5, 9, 0.5);

    /** Side of the images, in pixels, for which shifts and cutouts are published. */
    private static final double PUBLISHED_SIDE = 32;

    /** All operations but cutout, which is drawn as often as each of them. */
    private static final List<Operation> COLOR = List.of(
            Operation.INVERT,
            Operation.AUTOCONTRAST,
            Operation.EQUALIZE,
            Operation.POSTERIZE,
            Operation.SOLARIZE,
            Operation.BRIGHTNESS,
            Operation.CONTRAST,
            Operation.COLOR,
            Operation.SHARPNESS,
            Operation.SHEAR_X,
            Operation.SHEAR_Y,
            Operation.TRANSLATE_X,
            Operation.TRANSLATE_Y,
            Operation.ROTATE);

    private static final List<Operation> GREY =
            COLOR.stream().filter(each -> each != Operation.COLOR).toList();

    public RandAugment {
        if (!(operations >= 0
                && probability >= 0
                && probability <= 1
                && maxMagnitude >= 1
                && maxMagnitude <= 9
                && cutout >= 0
                && cutout <= 2)) {
            throw new IllegalArgumentException(
                    "RandAugment needs at least 0 operations, a probability in [0, 1], a largest magnitude from 1 to 9 and a"
                            + " cutout in [0, 2], found " + operations + ", " + probability + ", " + maxMagnitude
                            + " and " + cutout + ".");
        }
    }

    @Override
    public void apply(Canvas canvas, CounterRandom random) {
        List<Operation> all = canvas.channels == 1 ? GREY : COLOR;
        for (int i = 0; i < operations; i++) {
            int chosen = random.nextInt(all.size() + 1);
            int magnitude = 1 + random.nextInt(maxMagnitude);
            if (!random.nextBoolean(probability)) {
                continue;
            }
            if (chosen == all.size()) {
                cutOut(canvas, random, scaled(magnitude, Math.min(canvas.height, canvas.width)));
            } else {
                Operation operation = all.get(chosen);
                double strength = strength(operation, magnitude, canvas.height, canvas.width);
                operation.apply(canvas, isSigned(operation) && random.nextBoolean(0.5) ? -strength : strength);
            }
        }
        if (cutout > 0) {
            cutOut(canvas, random, (int) (cutout * Math.min(canvas.height, canvas.width) / 2 + 0.5));
        }
    }

    @Override
    public int stream() {
        return ViewStreams.OPERATIONS;
    }

    /** Cuts out a square whose centre is drawn uniformly, so that parts of it may lie outside the image. */
    private static void cutOut(Canvas canvas, CounterRandom random, int half) {
        int y = random.nextInt(canvas.height);
        int x = random.nextInt(canvas.width);
        canvas.cutOut(y - half, y + half, x - half, x + half);
    }

    /** Returns the strength of an operation, in its own unit and without its sign. */
    static double strength(Operation operation, int magnitude, int height, int width) {
        return switch (operation) {
            case IDENTITY, INVERT, AUTOCONTRAST, EQUALIZE -> 0;
            case POSTERIZE -> 4 - Math.floorDiv(4 * magnitude, 10);
            case SOLARIZE -> 256 - Math.floorDiv(256 * magnitude, 10);
            case BRIGHTNESS, CONTRAST, COLOR, SHARPNESS -> 0.18 * magnitude + 0.1;
            case SHEAR_X, SHEAR_Y -> 0.03 * magnitude;
            case TRANSLATE_X -> scaled(magnitude, width);
            case TRANSLATE_Y -> scaled(magnitude, height);
            case ROTATE -> 3 * magnitude;
        };
    }

    private static int scaled(int magnitude, int side) {
        return (int) (magnitude * side / PUBLISHED_SIDE + 0.5);
    }

    /** Returns whether an operation has a direction, which is drawn. */
    static boolean isSigned(Operation operation) {
        return switch (operation) {
            case SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y, ROTATE -> true;
            default -> false;
        };
    }
}
