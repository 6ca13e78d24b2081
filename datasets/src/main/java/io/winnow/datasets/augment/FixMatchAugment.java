package io.winnow.datasets.augment;

import io.winnow.datasets.random.CounterRandom;
import java.util.List;

/**
 * The strong change of images of FixMatch (arXiv 2001.07685) as the collection microsoft/Semi-supervised-learning has it: some of 14
 * operations, each drawn uniformly, with repetition, with a strength that is drawn uniformly from the whole range; then cutout of a square
 * whose side is drawn uniformly. Images of one channel have no colour, and one operation less.
 *
 * @param operations number of operations that are drawn: 3 in the collection, 2 in the paper
 * @param cutout largest side of the square, as a fraction of the smaller side of the image; 0 for none
 */
public record FixMatchAugment(int operations, double cutout) implements PixelChange {
    private static final List<Operation> COLOR = List.of(
            Operation.AUTOCONTRAST,
            Operation.EQUALIZE,
            Operation.IDENTITY,
            Operation.BRIGHTNESS,
            Operation.COLOR,
            Operation.CONTRAST,
            Operation.SHARPNESS,
            Operation.POSTERIZE,
            Operation.ROTATE,
            Operation.SHEAR_X,
            Operation.SHEAR_Y,
            Operation.TRANSLATE_X,
            Operation.TRANSLATE_Y,
            Operation.SOLARIZE);

    private static final List<Operation> GREY =
            COLOR.stream().filter(each -> each != Operation.COLOR).toList();

    public FixMatchAugment {
        if (operations < 0 || !(cutout >= 0 && cutout <= 2)) {
            throw new IllegalArgumentException("FixMatch's change needs at least 0 operations and a cutout in [0, 2],"
                    + " found " + operations + " and " + cutout + ".");
        }
    }

    @Override
    public void apply(Canvas canvas, CounterRandom random) {
        List<Operation> all = canvas.channels == 1 ? GREY : COLOR;
        for (int i = 0; i < operations; i++) {
            Operation operation = all.get(random.nextInt(all.size()));
            operation.apply(canvas, strength(operation, random.nextDouble(), canvas.height, canvas.width));
        }
        if (cutout > 0) {
            int side = (int) (random.nextDouble(0, cutout) * Math.min(canvas.height, canvas.width));
            int top = random.nextInt(canvas.height) - side / 2;
            int left = random.nextInt(canvas.width) - side / 2;
            canvas.cutOut(top, top + side, left, left + side);
        }
    }

    @Override
    public int stream() {
        return ViewStreams.OPERATIONS;
    }

    /**
     * Returns the strength of an operation, in its own unit.
     *
     * @param place place in the range of strengths, in [0, 1)
     */
    static double strength(Operation operation, double place, int height, int width) {
        return switch (operation) {
            case IDENTITY, INVERT, AUTOCONTRAST, EQUALIZE -> 0;
            case BRIGHTNESS, CONTRAST, COLOR, SHARPNESS -> 0.05 + 0.9 * place;
            case POSTERIZE -> 4 + Math.floor(4 * place);
            case ROTATE -> -30 + 60 * place;
            case SHEAR_X, SHEAR_Y -> -0.3 + 0.6 * place;
            case TRANSLATE_X -> Math.floor(0.5 + (-0.3 + 0.6 * place) * width);
            case TRANSLATE_Y -> Math.floor(0.5 + (-0.3 + 0.6 * place) * height);
            case SOLARIZE -> 256 * place;
        };
    }
}
