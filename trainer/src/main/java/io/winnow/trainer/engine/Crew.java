package io.winnow.trainer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Worker threads, one for each device. PyTorch's autograd mode belongs to a thread, so each task must itself turn recording on or off.
 */
public final class Crew implements AutoCloseable {
    private final int size;
    private final ExecutorService threads;

    public Crew(int size) {
        this.size = size;
        threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "replica");
            thread.setDaemon(true);
            return thread;
        });
    }

    public int size() {
        return size;
    }

    /**
     * Runs a task on every thread in parallel and waits for all of them.
     *
     * @param task takes the index of the device. If several tasks fail, the exception of the lowest index is thrown, after all have ended.
     * @return the results in the order of the devices
     */
    public <T> List<T> each(IntFunction<T> task) {
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int number = i;
            running.add(threads.submit(() -> task.apply(number)));
        }
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<T> future : running) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = failure == null ? new IllegalStateException("interrupted", e) : failure;
            }
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
