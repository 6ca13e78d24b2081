package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A linear map along one axis of an image: a crop, scaled by a triangle filter that widens when shrinking (as Pillow's bilinear with
 * antialiasing), perhaps mirrored, perhaps blurred. An output pixel takes few input pixels, which lie side by side; of the matrix (out, in)
 * only these runs are kept.
 */
final class AxisMap {
    private final int in;
    /** (out) The first input pixel of each run. */
    private final int[] begins;
    /** Pixels of a run; a shorter one is filled up by zeros. */
    private final int width;
    /** (out, width) */
    private final float[] weights;

    private AxisMap(int out, int in, int width) {
        this.in = in;
        this.width = width;
        begins = new int[out];
        weights = new float[out * width];
    }

    /** The map of {@code length} input pixels from {@code begin} onto {@code out} pixels. */
    static AxisMap resample(int out, int in, double begin, double length, boolean mirrored) {
        double step = length / out;
        double reach = Math.max(step, 1);
        // From the floor to the ceiling of two numbers that are twice the reach apart.
        AxisMap map = new AxisMap(out, in, Math.min(in, (int) Math.ceil(2 * reach) + 1));
        for (int t = 0; t < out; t++) {
            double center = begin + (t + 0.5) * step;
            int from = Math.max(0, (int) Math.floor(center - reach));
            int to = Math.min(in, (int) Math.ceil(center + reach));
            int zero = map.begin(mirrored ? out - 1 - t : t, from);
            float sum = 0;
            for (int i = from; i < to; i++) {
                float weight = (float) Math.max(0, 1 - Math.abs(i + 0.5 - center) / reach);
                map.weights[zero + i] = weight;
                sum += weight;
            }
            for (int i = from; i < to; i++) {
                map.weights[zero + i] /= sum;
            }
        }
        return map;
    }

    /** This map followed by a Gaussian blur whose edges reflect, as torchvision's. */
    AxisMap blurred(double sigma) {
        int out = begins.length;
        int radius = Math.min((int) Math.ceil(3 * sigma), out - 1);
        float[] kernel = new float[radius + 1];
        float sum = 0;
        for (int d = 0; d <= radius; d++) {
            kernel[d] = (float) Math.exp(-d * d / (2 * sigma * sigma));
            sum += d == 0 ? kernel[d] : 2 * kernel[d];
        }
        // What reflects at an edge is among the rows within the radius, too.
        int[] firsts = new int[out];
        int widest = 0;
        for (int t = 0; t < out; t++) {
            int first = in;
            int last = 0;
            for (int row = Math.max(0, t - radius); row <= Math.min(out - 1, t + radius); row++) {
                first = Math.min(first, begins[row]);
                last = Math.max(last, begins[row] + width);
            }
            firsts[t] = first;
            widest = Math.max(widest, last - first);
        }
        AxisMap map = new AxisMap(out, in, widest);
        for (int t = 0; t < out; t++) {
            int zero = map.begin(t, firsts[t]);
            for (int d = -radius; d <= radius; d++) {
                int source = reflect(t + d, out);
                float weight = kernel[Math.abs(d)] / sum;
                for (int i = 0; i < width; i++) {
                    map.weights[zero + begins[source] + i] += weight * weights[source * width + i];
                }
            }
        }
        return map;
    }

    /** Begins the run of a row at an input pixel, or before, so that it ends within the input; gives the place of input pixel 0. */
    private int begin(int row, int from) {
        begins[row] = Math.min(from, in - width);
        return row * width - begins[row];
    }

    private static int reflect(int position, int size) {
        int mirrored = Math.abs(position);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }

    /** Whether pixels stay as they are. */
    boolean isIdentity() {
        if (begins.length != in) {
            return false;
        }
        for (int t = 0; t < in; t++) {
            for (int i = 0; i < width; i++) {
                if (weights[t * width + i] != (begins[t] + i == t ? 1 : 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The maps of a batch as matrices (B, 1, out, in) on the manager's device. Only the runs are sent there: the matrices of 1024 images of
     * 224 pixels are 205 MB.
     *
     * @param maps of the same lengths
     */
    static NDArray matrices(List<AxisMap> maps, NDManager scope) {
        int batch = maps.size();
        int out = maps.get(0).begins.length;
        int in = maps.get(0).in;
        int width = maps.stream().mapToInt(map -> map.width).max().orElseThrow();
        long[] begins = new long[batch * out];
        float[] weights = new float[batch * out * width];
        int row = 0;
        for (AxisMap map : maps) {
            for (int t = 0; t < out; t++) {
                int begin = Math.min(map.begins[t], in - width);
                begins[row] = begin;
                System.arraycopy(map.weights, t * map.width, weights, row * width + map.begins[t] - begin, map.width);
                row++;
            }
        }
        NDArray places = scope.create(begins, new Shape(batch, out, 1)).add(scope.arange(0, width, 1, DataType.INT64));
        NDArray runs = scope.create(weights, new Shape(batch, out, width));
        try (NDArray zeros = scope.zeros(new Shape(batch, out, in))) {
            return zeros.scatter(places, runs, 2).expandDims(1);
        }
    }
}
