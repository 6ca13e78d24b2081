package io.winnow.trainer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A place where threads that run the same task exchange values in the middle of it: each gives one, and all get those of all. A thread never waits
 * for one that has failed or ended: it then throws the failure, or says that the tasks differ.
 */
final class Meeting<T> {
    private final int size;
    /** The values of the threads in the current exchange, null for those that have not come yet. */
    private final List<T> given = new ArrayList<>();

    private int come;
    private int left;
    private List<T> exchanged = List.of();
    /** Number of exchanges that are complete. */
    private long exchanges;

    private Optional<RuntimeException> failure = Optional.empty();

    Meeting(int size) {
        this.size = size;
        begin();
    }

    /** Prepares the next task. All threads must have ended the one before. */
    synchronized void begin() {
        clear();
        left = 0;
        failure = Optional.empty();
    }

    private void clear() {
        given.clear();
        for (int i = 0; i < size; i++) {
            given.add(null);
        }
        come = 0;
    }

    /** Runs the task of one thread. */
    <R> R attend(Supplier<R> task) {
        try {
            return task.get();
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        } catch (Error e) {
            fail(new IllegalStateException("another replica failed: " + e, e));
            throw e;
        } finally {
            leave();
        }
    }

    private synchronized void fail(RuntimeException e) {
        failure = failure.or(() -> Optional.of(e));
    }

    private synchronized void leave() {
        left++;
        notifyAll();
    }

    /**
     * Gives the value of a thread and waits for those of all.
     *
     * @return the values in the order of the threads
     */
    synchronized List<T> exchange(int thread, T value) {
        given.set(thread, value);
        come++;
        if (come == size) {
            exchanged = List.copyOf(given);
            clear();
            exchanges++;
            notifyAll();
            return exchanged;
        }
        long before = exchanges;
        while (exchanges == before) {
            if (left > 0) {
                throw failure.orElseGet(() ->
                        new IllegalStateException("The replicas differ in the number of arrays that they exchange."));
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return exchanged;
    }
}
