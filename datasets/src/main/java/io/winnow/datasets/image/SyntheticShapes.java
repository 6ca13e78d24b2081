package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Drawn images for tests: one to four coloured shapes on noise. Each kind of shape is a class, so the labels of an image are known. An
 * image is a function of (seed, index).
 */
public final class SyntheticShapes implements ImageDataset {
    /** The kinds of shapes. */
    public static final List<String> CLASSES = List.of("disc", "square", "ring", "cross", "bar");

    /** Stream of the seed and the image with which the shapes are drawn. */
    private static final long SHAPES = 0;

    /** Stream of the seed and the image with which the noise of the pixels is drawn. */
    private static final long PIXEL_NOISE = 1;

    private final ImageSize imageSize;
    private final long seed;
    private final Description description;

    /**
     * Creates a data set.
     *
     * @param size number of images
     * @param side height and width of an image in pixels, at least 16
     */
    public SyntheticShapes(int size, int side, long seed) {
        if (side < 16) {
            throw new IllegalArgumentException(
                    "Shapes need images with sides of at least 16 pixels, found " + side + ".");
        }
        this.seed = seed;
        imageSize = ImageSize.square(side);
        int[][] positives = new int[size][];
        Arrays.setAll(
                positives,
                i -> shapes(i).stream()
                        .mapToInt(Shape::kind)
                        .sorted()
                        .distinct()
                        .toArray());
        description = new Description(
                "shapes",
                3,
                Optional.of(imageSize),
                new ClassSets(positives, CLASSES),
                new Fingerprint().add("shapes").add(seed).add(size, side).hex());
    }

    @SuppressWarnings("ArrayRecordComponent") // a colour; never compared
    private record Shape(int kind, double x, double y, double radius, int[] color) {
        /** Whether a pixel, given relative to the centre in units of the radius, is part of the shape. */
        boolean covers(double u, double v) {
            double square = u * u + v * v;
            return switch (kind) {
                case 0 -> square <= 1;
                case 1 -> Math.max(Math.abs(u), Math.abs(v)) <= 0.9;
                case 2 -> square <= 1 && square >= 0.36;
                case 3 -> Math.min(Math.abs(u), Math.abs(v)) <= 0.25 && Math.max(Math.abs(u), Math.abs(v)) <= 1;
                default -> Math.abs(v) <= 0.3 && Math.abs(u) <= 1;
            };
        }
    }

    /** Draws one to four shapes, each in a different quarter of the image, so that none hides another. */
    private List<Shape> shapes(int index) {
        CounterRandom random = CounterRandom.of(seed, index, SHAPES);
        int count = 1 + random.nextInt(4);
        int first = random.nextInt(4);
        Shape[] shapes = new Shape[count];
        for (int i = 0; i < count; i++) {
            int quarter = (first + i) % 4;
            double radius = random.nextDouble(0.16, 0.23);
            int[] color = {80 + random.nextInt(176), 80 + random.nextInt(176), 80 + random.nextInt(176)};
            shapes[i] = new Shape(
                    random.nextInt(CLASSES.size()),
                    0.25 + 0.5 * (quarter % 2),
                    quarter < 2 ? 0.25 : 0.75,
                    radius,
                    color);
        }
        return List.of(shapes);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image item(int index) {
        int side = imageSize.height();
        byte[] pixels = new byte[3 * side * side];
        CounterRandom noise = CounterRandom.of(seed, index, PIXEL_NOISE);
        List<Shape> shapes = shapes(index);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int grain = noise.nextInt(32);
                for (int c = 0; c < 3; c++) {
                    pixels[(c * side + y) * side + x] = (byte) grain;
                }
                for (Shape shape : shapes) {
                    double u = ((x + 0.5) / side - shape.x) / shape.radius;
                    double v = ((y + 0.5) / side - shape.y) / shape.radius;
                    if (shape.covers(u, v)) {
                        for (int c = 0; c < 3; c++) {
                            pixels[(c * side + y) * side + x] = (byte) shape.color[c];
                        }
                    }
                }
            }
        }
        return new Image(3, side, side, pixels);
    }
}
