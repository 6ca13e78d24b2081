package io.winnow.trainer.annotate;

import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does the same for many items in several threads. The first failure ends all of them, after what is under way. */
public final class Workers {
    private Workers() {}

    /** Work on one item. */
    @FunctionalInterface
    public interface Work {
        void on(int item) throws IOException;
    }

    /**
     * Works on all items.
     *
     * @param stop ends the work when it is raised
     * @throws StoppedException if it was raised
     */
    public static void run(int items, int threads, StopSignal stop, Work work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "ask");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> all = new ArrayList<>();
        try {
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    try {
                        for (int item = next.getAndIncrement();
                                item < items && !failed.get();
                                item = next.getAndIncrement()) {
                            if (stop.isRequested()) {
                                throw new StoppedException(ChatClient.STOPPED);
                            }
                            work.on(item);
                        }
                    } catch (IOException | RuntimeException e) {
                        failed.set(true);
                        throw e;
                    }
                    return null;
                }));
            }
            IOException broken = null;
            RuntimeException wrong = null;
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        wrong = wrong == null ? cause : wrong;
                    } else {
                        broken = broken == null ? new IOException(e.getCause().getMessage(), e.getCause()) : broken;
                    }
                }
            }
            if (wrong != null) {
                throw wrong;
            } else if (broken != null) {
                throw broken;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(ChatClient.STOPPED);
        } finally {
            pool.shutdownNow();
        }
    }
}
