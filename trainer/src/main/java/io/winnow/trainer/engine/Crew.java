package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.FlopCount;
import io.winnow.models.torch.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Worker threads, one for each device. PyTorch's autograd mode belongs to a thread, so each task must itself turn recording on or off.
 *
 * <p>Tasks may exchange arrays while they run, and record gradients through the arrays of the others. Each device has a thread of its own, because
 * PyTorch orders the work of a backward pass by numbers that it counts in each thread: only so are sums of gradients added in the same order each
 * time.
 */
public final class Crew implements AutoCloseable {
    private final List<ExecutorService> threads;
    private final Meeting<NDArray> meeting;
    private final boolean joint;

    /** @param joint whether tasks record gradients through arrays of other threads, see {@link #exchange} */
    public Crew(int size, boolean joint) {
        threads = IntStream.range(0, size)
                .mapToObj(i -> Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task, "replica");
                    thread.setDaemon(true);
                    return thread;
                }))
                .toList();
        meeting = new Meeting<>(size);
        this.joint = joint;
    }

    /** Divides the threads that PyTorch uses within one operator among the workers, which compute at the same time on the same processors. */
    void divideThreads() {
        int all = Threads.ofEngine();
        each(i -> {
            Threads.ofEngine(); // PyTorch sets the number itself when a thread computes for the first time
            Threads.use(Math.max(1, all / size()));
            return i;
        });
        Threads.use(all); // also that of threads that have not computed yet
    }

    public int size() {
        return threads.size();
    }

    /** Gives an array of the task of a device to those of all devices, waits for theirs and returns all, in the order of the devices. */
    NDList exchange(int device, NDArray own) {
        return new NDList(meeting.exchange(device, own));
    }

    /**
     * Adds the vector-Jacobian products of arrays with gradients (of the same shapes), one of each device, to the gradients of the leaves: in
     * parallel, or in one backward pass over all devices if their recordings may depend on each other.
     */
    public void backward(List<NDArray> outputs, List<NDArray> gradients) {
        if (joint) {
            try (Autograd.Recording recording = Autograd.record();
                    NDArray sum = OptimizersScript.dot(new NDList(outputs), new NDList(gradients))) {
                Autograd.backward(sum);
            }
        } else {
            each(i -> {
                Autograd.backward(outputs.get(i), gradients.get(i));
                return i;
            });
        }
    }

    /**
     * Runs a task on every thread in parallel and waits for all of them.
     *
     * @param task takes the index of the device. If several tasks fail, the exception of the lowest index is thrown, after all have ended.
     * @return the results in the order of the devices
     */
    public <T> List<T> each(IntFunction<T> task) {
        List<Future<T>> running = new ArrayList<>();
        meeting.begin();
        for (int i = 0; i < size(); i++) {
            int number = i;
            Supplier<T> own = FlopCount.carried(() -> task.apply(number));
            running.add(threads.get(i).submit(() -> meeting.attend(own)));
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
        threads.forEach(ExecutorService::shutdown);
    }
}
