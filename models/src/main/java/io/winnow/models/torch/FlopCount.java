package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;

/**
 * Counts the floating-point operations of the networks that a thread runs while it is open: those of linear maps, convolutions, attention and
 * recurrent layers. A multiplication and an addition are two operations. Passes that are recorded count three times, because the backward
 * pass has two products for each product of the forward pass. Activations, normalisation, losses and the optimizer are left out, as is usual
 * for the utilisation of a device by a model (Chowdhery et al. 2022, "PaLM", appendix B).
 */
public final class FlopCount implements AutoCloseable {
    /** Operations of a recorded pass as a multiple of those of its forward pass. */
    private static final int RECORDED = 3;

    private static final ThreadLocal<FlopCount> OPEN = new ThreadLocal<>();

    private final FlopCount outer = OPEN.get();
    private final DoubleAdder all = new DoubleAdder();
    private final DoubleAdder forward = new DoubleAdder();

    private FlopCount() {}

    /** Opens a count for the calling thread. Until it is closed, an outer one counts nothing. */
    public static FlopCount open() {
        FlopCount count = new FlopCount();
        OPEN.set(count);
        return count;
    }

    /** Operations so far, with the backward passes. */
    public double total() {
        return all.sum();
    }

    /** Operations of the forward passes so far. */
    public double forward() {
        return forward.sum();
    }

    /** Adds the operations of a forward pass to the count of the calling thread, if one is open. */
    public static void add(double operations) {
        FlopCount count = OPEN.get();
        if (count != null) {
            count.forward.add(operations);
            count.all.add(Autograd.isRecording() ? RECORDED * operations : operations);
        }
    }

    /** Adds a linear map of the last axis of an array to {@code out} dimensions. */
    public static void addLinear(NDArray x, long out) {
        add(2.0 * x.getShape().size() * out);
    }

    /**
     * Adds a convolution of any number of axes and groups.
     *
     * @param result its result, whose channels are the first axis of the kernels
     */
    public static void addConvolution(NDArray kernels, NDArray result) {
        long channels = kernels.getShape().get(0);
        add(2.0 * result.getShape().size() / channels * kernels.getShape().size());
    }

    /**
     * Adds the two products of attention.
     *
     * @param queries (B, M, D)
     * @param keys (B, N, D)
     */
    public static void addAttention(NDArray queries, NDArray keys) {
        add(4.0 * queries.getShape().size() * keys.getShape().get(1));
    }

    /** Returns a task that another thread does for the calling one: it counts where the calling thread counts now. */
    public static <T> Supplier<T> carried(Supplier<T> task) {
        FlopCount count = OPEN.get();
        return () -> {
            FlopCount own = OPEN.get();
            OPEN.set(count);
            try {
                return task.get();
            } finally {
                OPEN.set(own);
            }
        };
    }

    /** Ends the count. The outer one, if there is one, counts again. */
    @Override
    public void close() {
        if (outer == null) {
            OPEN.remove();
        } else {
            OPEN.set(outer);
        }
    }
}
