package io.winnow.datasets.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * A linear map along one axis of an image: a crop that is scaled by a triangle filter, which widens when the image is reduced (as in
 * Pillow's bilinear filter with antialiasing), and optionally mirrored and blurred. An output pixel depends on few adjacent input pixels,
 * so only these runs of the matrix (out, in) are stored.
 */
final class AxisMap {
    private final int in;
    /** The first input pixel of each run, of shape (out). */
    private final int[] begins;
    /** The number of pixels in a run; shorter runs are padded with zeros. */
    private final int width;
    /** The weights of the runs, of shape (out, width). */
    private final float[] weights;

    private AxisMap(int out, int in, int width) {
        this.in = in;
        this.width = width;
        begins = new int[out];
        weights = new float[out * width];
    }

    /** Returns the map of {@code length} input pixels from {@code begin} on to {@code out} pixels. */
    static AxisMap resample(int out, int in, double begin, double length, boolean mirrored) {
        double step = length / out;
        double reach = Math.max(step, 1);
        // The run goes from the floor to the ceiling of two numbers whose distance is twice the filter's reach.
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

    /** Returns this map followed by a Gaussian blur with reflected edges, as in torchvision. */
    AxisMap blurred(double sigma) {
        int out = begins.length;
        int radius = Math.min((int) Math.ceil(3 * sigma), out - 1);
        float[] kernel = new float[radius + 1];
        float sum = 0;
        for (int d = 0; d <= radius; d++) {
            kernel[d] = (float) Math.exp(-d * d / (2 * sigma * sigma));
            sum += d == 0 ? kernel[d] : 2 * kernel[d];
        }
        // The rows that are reflected at an edge are also within the radius.
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

    /**
     * Begins the run of a row at an input pixel, or earlier so that the run ends within the input. Returns the index into the weights that
     * input pixel 0 would have.
     */
    private int begin(int row, int from) {
        begins[row] = Math.min(from, in - width);
        return row * width - begins[row];
    }

    private static int reflect(int position, int size) {
        int mirrored = Math.abs(position);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }

    /** Whether the map leaves all pixels unchanged. */
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
     * Builds the maps of a batch as matrices of shape (B, 1, out, in) on the manager's device. Only the runs are copied to the device: the
     * full matrices of 1024 images of 224 pixels would take 205 MB.
     *
     * @param maps maps with equal input and output lengths
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
