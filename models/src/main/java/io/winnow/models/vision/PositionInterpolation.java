package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Fits learned position vectors to another grid of patches, as the library does whose weights they are (specification "Pretrained encoders",
 * section 6). All rules are cubic convolutions (Keys 1981) in rows and columns.
 */
public enum PositionInterpolation {
    /** HuggingFace's ViT, DINOv2, CLIP and SigLIP: a = -0.75, and the vectors at the edge are repeated. */
    BICUBIC,
    /** DINOv2's authors, for networks without registers: as {@link #BICUBIC}, with the scale of a grid that is 0.1 larger. */
    BICUBIC_OFFSET,
    /** timm, open_clip and DINOv2 with registers: a = -0.5, and a kernel that is widened when the grid becomes smaller. */
    BICUBIC_ANTIALIAS,
    /** torchvision: a = -0.75, where the corners of both grids coincide. */
    BICUBIC_CORNERS;

    private static final double OFFSET = 0.1;

    /**
     * Fits position vectors to a grid. If it has the size of the stored one, they are returned untouched.
     *
     * @param positions vectors (1, prefix + rows * columns, D); row by row after the prefix
     * @param prefix number of vectors before those of the patches, which are kept as they are
     * @param stored the grid of {@code positions}
     * @param grid the grid to fit them to
     * @return (1, prefix + rows * columns, D) of {@code grid}, attached to the manager of {@code positions}
     */
    NDArray fit(NDArray positions, int prefix, VitOptions.Patches stored, VitOptions.Patches grid) {
        Shape shape = positions.getShape();
        int patches = stored.rows() * stored.columns();
        boolean same = stored.rows() == grid.rows() && stored.columns() == grid.columns();
        // An array of another shape than the options say is kept, so that loading reports it.
        if (same || shape.dimension() != 3 || shape.get(1) != prefix + patches) {
            return positions;
        }
        int width = (int) shape.get(2);
        float[] all;
        try (NDArray single = positions.toType(DataType.FLOAT32, true)) {
            all = single.toFloatArray();
        }
        double[] across = apply(
                weights(stored.columns(), grid.columns()),
                doubles(all, prefix * width, patches * width),
                stored.rows(),
                width);
        double[] fitted = apply(weights(stored.rows(), grid.rows()), across, 1, grid.columns() * width);
        float[] result = Arrays.copyOf(all, prefix * width + fitted.length);
        for (int i = 0; i < fitted.length; i++) {
            result[prefix * width + i] = (float) fitted[i];
        }
        return positions.getManager().create(result, new Shape(1, prefix + (long) grid.rows() * grid.columns(), width));
    }

    private static double[] doubles(float[] values, int begin, int count) {
        double[] result = new double[count];
        for (int i = 0; i < count; i++) {
            result[i] = values[begin + i];
        }
        return result;
    }

    /** Multiplies the middle axis of x (outer, in, inner) by a matrix (out, in). */
    private static double[] apply(double[][] matrix, double[] x, int outer, int inner) {
        int in = matrix[0].length;
        double[] result = new double[outer * matrix.length * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < matrix.length; i++) {
                for (int j = 0; j < in; j++) {
                    double weight = matrix[i][j];
                    for (int k = 0; weight != 0 && k < inner; k++) {
                        result[(o * matrix.length + i) * inner + k] += weight * x[(o * in + j) * inner + k];
                    }
                }
            }
        }
        return result;
    }

    /** The weights of the stored vectors along one axis, for each new one: (size, stored). */
    private double[][] weights(int stored, int size) {
        double[][] weights = new double[size][stored];
        for (int i = 0; i < size; i++) {
            switch (this) {
                case BICUBIC -> sharp(weights[i], (i + 0.5) * stored / size - 0.5);
                case BICUBIC_OFFSET -> sharp(weights[i], (i + 0.5) * stored / (size + OFFSET) - 0.5);
                case BICUBIC_CORNERS -> sharp(weights[i], size == 1 ? 0 : (double) i * (stored - 1) / (size - 1));
                case BICUBIC_ANTIALIAS -> smooth(weights[i], (double) stored / size, (i + 0.5) * stored / size);
            }
        }
        return weights;
    }

    /** Weights of the four nearest places, where places beyond the edge count as the edge. */
    private static void sharp(double[] weights, double place) {
        int first = (int) Math.floor(place) - 1;
        for (int j = first; j < first + 4; j++) {
            weights[Math.min(Math.max(j, 0), weights.length - 1)] += cubic(place - j, -0.75);
        }
    }

    /** Weights of all places under a kernel that is as wide as the scale, cut at the edge and normalised. */
    private static void smooth(double[] weights, double scale, double center) {
        double stretch = Math.max(scale, 1);
        int begin = Math.max((int) (center - 2 * stretch + 0.5), 0);
        int end = Math.min((int) (center + 2 * stretch + 0.5), weights.length);
        double sum = 0;
        for (int j = begin; j < end; j++) {
            weights[j] = cubic((j + 0.5 - center) / stretch, -0.5);
            sum += weights[j];
        }
        for (int j = begin; j < end; j++) {
            weights[j] /= sum;
        }
    }

    /** The cubic convolution kernel (Keys 1981, equation 4, for a general slope a at 1). */
    private static double cubic(double distance, double a) {
        double x = Math.abs(distance);
        if (x <= 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }
}
