package io.winnow.trainer.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Threads;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The most operations a second that a training could reach: those of a product of two large matrices, by PyTorch on the same device. It is
 * measured once in a process for each device, data type and number of threads.
 */
final class AttainableRate {
    /** Smaller than in benchmarks, so that the matrices find room beside a training. */
    private static final int ROWS_ON_GPU = 4096;

    private static final int ROWS_ON_CPU = 1024;

    /** Shortest duration of the measurement. */
    private static final double SECONDS = 0.05;

    private static final Map<Conditions, Optional<Double>> MEASURED = new ConcurrentHashMap<>();

    private AttainableRate() {}

    private record Conditions(Device device, Precision precision, int threads) {}

    /** Returns the rate in floating-point operations a second; empty if the matrices find no room on the device. */
    static Optional<Double> of(Device device, Precision precision) {
        return MEASURED.computeIfAbsent(
                new Conditions(device, precision.on(device), Threads.ofEngine()), AttainableRate::measure);
    }

    private static Optional<Double> measure(Conditions on) {
        int rows = on.device().isGpu() ? ROWS_ON_GPU : ROWS_ON_CPU;
        try (MatrixProduct product = new MatrixProduct(on.device(), on.precision(), rows)) {
            product.rate(0); // the first product prepares the library
            return Optional.of(product.rate(SECONDS));
        } catch (EngineException e) {
            return Optional.empty();
        }
    }
}
