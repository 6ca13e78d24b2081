package io.winnow.trainer.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;

/**
 * A matrix (N, D) in the memory of Java.
 *
 * @param values the rows, one after another
 * @param rows N
 * @param width D
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix; never compared
public record Vectors(float[] values, int rows, int width) {
    /** Number of products up to which distances are computed here rather than by PyTorch, whose calls have a fixed cost. */
    private static final long SMALL = 1 << 16;

    public Vectors {
        if (values.length != (long) rows * width) {
            throw new IllegalArgumentException(
                    values.length + " numbers are no matrix of " + rows + " rows and " + width + " columns.");
        }
    }

    /** Copies an array (N, D). */
    public static Vectors of(NDArray array) {
        return new Vectors(array.toFloatArray(), (int) array.getShape().get(0), (int)
                array.getShape().get(1));
    }

    /** Returns a copy as an array (N, D) that is attached to a manager. */
    public NDArray array(NDManager manager) {
        return manager.create(values, new Shape(rows, width));
    }

    public float get(int row, int column) {
        return values[row * width + column];
    }

    /** Returns some of the rows, in the given order. */
    public Vectors select(int[] chosen) {
        float[] picked = new float[Math.multiplyExact(chosen.length, width)];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(values, chosen[i] * width, picked, i * width, width);
        }
        return new Vectors(picked, chosen.length, width);
    }

    /** Returns the rows scaled to unit length. A row of zeros stays as it is. */
    public Vectors unit() {
        float[] scaled = new float[values.length];
        for (int row = 0; row < rows; row++) {
            double length = Math.sqrt(dot(row, this, row));
            for (int d = 0; d < width; d++) {
                int at = row * width + d;
                scaled[at] = length > 0 ? (float) (values[at] / length) : 0;
            }
        }
        return new Vectors(scaled, rows, width);
    }

    /** Returns the mean of the rows (D). */
    public double[] mean() {
        double[] mean = new double[width];
        for (int at = 0; at < values.length; at++) {
            mean[at % width] += values[at] / (double) rows;
        }
        return mean;
    }

    /** Returns the row nearest to the mean of all; the lowest of several. */
    int nearestToMean() {
        double[] mean = mean();
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            double distance = 0;
            for (int d = 0; d < width; d++) {
                double difference = get(row, d) - mean[d];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = row;
            }
        }
        return best;
    }

    /** Returns the dot product of a row and a row of another matrix of the same width. */
    double dot(int row, Vectors other, int otherRow) {
        int a = row * width;
        int b = otherRow * width;
        double sum = 0;
        for (int d = 0; d < width; d++) {
            sum += (double) values[a + d] * other.values[b + d];
        }
        return sum;
    }

    /**
     * Computes the squared distances of rows to all rows of a matrix of the same width.
     *
     * @param first first of the rows
     * @param count number of rows
     * @return (count, M) in row-major order, not negative
     */
    float[] squaredDistances(int first, int count, Vectors others, NDManager manager) {
        if ((long) count * others.rows * width <= SMALL) {
            float[] exact = new float[count * others.rows];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < others.rows; j++) {
                    exact[i * others.rows + j] = (float) squaredDistance(first + i, others, j);
                }
            }
            return exact;
        }
        float[] part = new float[count * width];
        System.arraycopy(values, first * width, part, 0, part.length);
        float[] distances = products(part, count, others, manager);
        float[] squares = others.squares();
        IntStream.range(0, count).parallel().forEach(i -> {
            float own = (float) dot(first + i, this, first + i);
            int from = i * others.rows;
            for (int j = 0; j < squares.length; j++) {
                distances[from + j] = Math.max(0, own + squares[j] - 2 * distances[from + j]);
            }
        });
        return distances;
    }

    private static float[] products(float[] part, int count, Vectors others, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            return scope.create(part, new Shape(count, others.width))
                    .matMul(others.array(scope).transpose())
                    .toFloatArray();
        }
    }

    private double squaredDistance(int row, Vectors others, int other) {
        double sum = 0;
        for (int d = 0; d < width; d++) {
            double difference = values[row * width + d] - others.values[other * width + d];
            sum += difference * difference;
        }
        return sum;
    }

    /** Returns the squared length of each row (N). */
    float[] squares() {
        float[] squares = new float[rows];
        for (int row = 0; row < rows; row++) {
            squares[row] = (float) dot(row, this, row);
        }
        return squares;
    }
}
