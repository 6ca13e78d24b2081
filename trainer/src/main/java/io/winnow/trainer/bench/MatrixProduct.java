package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Tensors;

/** The rate of a bare product of two square matrices: what the hardware gives through this engine. */
final class MatrixProduct implements AutoCloseable {
    private static final int SIDE_ON_CPU = 1024;
    private static final int SIDE_ON_GPU = 8192;

    private final NDManager manager;
    private final NDArray left;
    private final NDArray right;
    private final double flop;

    MatrixProduct(Device device, Precision precision) {
        manager = NDManager.newBaseManager(device);
        int side = device.isGpu() ? SIDE_ON_GPU : SIDE_ON_CPU;
        left = matrix(side, precision);
        right = matrix(side, precision);
        flop = 2.0 * side * side * side;
    }

    private NDArray matrix(int side, Precision precision) {
        NDArray full = manager.randomNormal(new Shape(side, side));
        NDArray matrix = precision.of(full);
        matrix.attach(manager);
        return matrix;
    }

    /** Floating-point operations a second, over at least so many seconds. */
    double rate(double seconds) {
        long begin = System.nanoTime();
        int products = 0;
        double spent;
        do {
            // A number read back is what tells that a GPU is done.
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
