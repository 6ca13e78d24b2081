package io.winnow.models.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Independent parts of a computation on the CPU, several at a time: each stream is a thread, and has its share of the threads that PyTorch uses
 * within one operator. Small operators gain little from more threads, because these must wait for each other at the end of each operator, while
 * streams wait for each other once.
 *
 * <p>What is computed does not depend on the number of streams, except for the rounding of operators that divide their sums among threads.
 */
public final class Streams {
    /** Property of the JVM: the largest number of streams. With 1, all threads of PyTorch work on one operator. */
    private static final String PROPERTY = "winnow.streams";

    /** Each stream has the arrays of a part in memory, so that a machine with many cores has fewer streams, of several threads each. */
    private static final int MOST = Math.max(1, Integer.getInteger(PROPERTY, 4));

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "stream");
        thread.setDaemon(true);
        return thread;
    });

    private Streams() {}

    /** Returns in how many streams the calling thread would compute a number of parts. */
    public static int count(int parts) {
        return Math.max(1, Math.min(parts, Math.min(MOST, Threads.ofEngine())));
    }

    /**
     * Works on all parts, beginning with the first, and waits for all of them. Operators are recorded for the backward pass if the calling thread
     * records. The first failure ends all streams, after the parts that are under way.
     *
     * @param work takes the number of a part; called by several threads at the same time
     */
    public static void each(int parts, IntConsumer work) {
        int streams = count(parts);
        if (streams == 1) {
            for (int part = 0; part < parts; part++) {
                work.accept(part);
            }
            return;
        }
        int threads = Threads.ofEngine();
        boolean recorded = Autograd.isRecording();
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        AtomicBoolean set = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(streams);
        List<Future<?>> running = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            Supplier<Void> own = FlopCount.carried(() -> {
                begin(threads / streams, set, begun);
                try (Autograd.Recording mode = recorded ? Autograd.record() : Autograd.pause()) {
                    for (int part = next.getAndIncrement();
                            part < parts && !failed.get();
                            part = next.getAndIncrement()) {
                        work.accept(part);
                    }
                } catch (RuntimeException | Error e) {
                    failed.set(true);
                    throw e;
                }
                return null;
            });
            running.add(THREADS.submit(own::get));
        }
        boolean interrupted = awaits(begun);
        if (set.get()) {
            // PyTorch also keeps the number that was set last for threads that have not computed yet.
            Threads.use(threads);
        }
        Throwable failure = null;
        for (Future<?> each : running) {
            boolean done = false;
            while (!done) {
                try {
                    each.get();
                    done = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    done = true;
                } catch (InterruptedException e) {
                    failed.set(true);
                    interrupted = true;
                }
            }
        }
        finish(failure, interrupted);
    }

    /**
     * Sets the number of threads of a stream, unless it has that number from its work before. PyTorch sets it itself when a thread asks for it for
     * the first time, so that it is asked for before.
     */
    private static void begin(int threads, AtomicBoolean set, CountDownLatch begun) {
        try {
            if (Threads.ofEngine() != threads) {
                set.set(true);
                Threads.use(threads);
            }
        } finally {
            begun.countDown();
        }
    }

    private static boolean awaits(CountDownLatch begun) {
        boolean interrupted = false;
        while (true) {
            try {
                begun.await();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static void finish(Throwable failure, boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (interrupted) {
            throw new IllegalStateException("interrupted");
        }
    }
}
