package io.winnow.trainer.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Does work for several runs at a time, one on each slot. */
final class RungRunner {
    private final List<Slot> slots;
    private final BooleanSupplier stop;

    /**
     * @param slots at least one
     * @param stop tells whether no more work should begin
     */
    RungRunner(List<Slot> slots, BooleanSupplier stop) {
        this.slots = List.copyOf(slots);
        this.stop = stop;
    }

    /** The work for a run. */
    @FunctionalInterface
    interface Work {
        /**
         * Does the work.
         *
         * @param cancelled tells whether the work should end soon
         */
        void of(TrialRun run, Slot slot, BooleanSupplier cancelled) throws IOException;
    }

    /**
     * Does the work for all runs, in their order as far as slots are free, and waits for the end. If one fails, the others are cancelled,
     * and the exception is thrown when they have ended.
     */
    void run(List<TrialRun> runs, Work work) throws IOException {
        BlockingQueue<Slot> free = new LinkedBlockingQueue<>(slots);
        AtomicBoolean broken = new AtomicBoolean();
        BooleanSupplier cancelled = () -> broken.get() || stop.getAsBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(slots.size());
        try {
            List<Future<?>> all = new ArrayList<>();
            for (TrialRun run : runs) {
                all.add(threads.submit(() -> {
                    Slot slot = free.remove(); // there are as many threads as slots
                    try {
                        if (!cancelled.getAsBoolean()) {
                            work.of(run, slot, cancelled);
                        }
                    } catch (IOException | RuntimeException | Error e) {
                        broken.set(true);
                        throw e;
                    } finally {
                        free.add(slot);
                    }
                    return null;
                }));
            }
            await(all);
        } finally {
            threads.shutdown();
        }
    }

    private static void await(List<Future<?>> all) throws IOException {
        Throwable first = null;
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The sweep was interrupted.", e);
            }
        }
        if (first instanceof IOException failure) {
            throw failure;
        } else if (first instanceof RuntimeException failure) {
            throw failure;
        } else if (first instanceof Error failure) {
            throw failure;
        } else if (first != null) {
            throw new UncheckedIOException(new IOException(first));
        }
    }
}
