package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Tensors;

/** Measures the speed of a single product of two square matrices, which is the most that the hardware achieves with this engine. */
public final class MatrixProduct implements AutoCloseable {
    private static final int ROWS_ON_CPU = 1024;
    private static final int ROWS_ON_GPU = 8192;

    private final NDManager manager;
    private final NDArray left;
    private final NDArray right;
    private final double flop;

    /** A product that is large enough for a device. */
    public MatrixProduct(Device device, Precision precision) {
        this(device, precision, device.isGpu() ? ROWS_ON_GPU : ROWS_ON_CPU);
    }

    /** @param rows number of rows and columns of the matrices */
    MatrixProduct(Device device, Precision precision, int rows) {
        manager = NDManager.newBaseManager(device);
        left = matrix(rows, precision);
        right = matrix(rows, precision);
        flop = 2.0 * rows * rows * rows;
    }

    private NDArray matrix(int rows, Precision precision) {
        // Numbers without a pattern, for which the random generator, whose state belongs to trainings, is not needed.
        try (NDManager scope = manager.newSubManager()) {
            NDArray numbers = scope.arange(0f, rows, 1f, DataType.FLOAT32);
            NDArray matrix = precision.of(
                    numbers.reshape(rows, 1).mul(numbers.reshape(1, rows)).sin());
            matrix.attach(manager);
            return matrix;
        }
    }

    /**
     * Measures the speed in floating-point operations per second.
     *
     * @param seconds shortest duration of the measurement
     */
    public double rate(double seconds) {
        long begin = System.nanoTime();
        int products = 0;
        double spent;
        do {
            // Reading a number waits until the GPU has finished the product.
            try (NDArray product = left.matMul(right);
                    NDArray corner = product.get("0:1,0:1");
                    NDArray value = Precision.full(corner)) {
                Tensors.floats(value);
            }
            products++;
            spent = (System.nanoTime() - begin) / 1e9;
        } while (spent < seconds);
        return products * flop / spent;
    }

    @Override
    public void close() {
        manager.close();
    }
}
