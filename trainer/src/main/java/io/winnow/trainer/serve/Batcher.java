package io.winnow.trainer.serve;

import io.winnow.trainer.runtime.OnnxModel;
import io.winnow.trainer.runtime.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Computes requests that wait at the same time in one batch. While a batch is computed, the requests that arrive form the next one, so that
 * batches are as large as the load demands, and a single client does not wait for others.
 */
final class Batcher implements AutoCloseable {
    /** Comes after the last request. */
    private static final Request END = new Request(List.of(), new CompletableFuture<>());

    private final OnnxModel model;
    private final Options options;
    private final ServeMetrics metrics;
    private final BlockingQueue<Request> waiting;
    private final Thread worker;
    /** Memory of the batches by input; only the worker uses it. */
    private final ByteBuffer[] joined;

    private boolean closed;

    /**
     * Options of the batches.
     *
     * @param examples largest number of examples in a batch; a larger request is a batch of its own
     * @param delayMillis how long a batch that is not full waits for further requests
     * @param queue largest number of requests that wait
     */
    record Options(int examples, int delayMillis, int queue) {}

    private record Request(List<Tensor> inputs, CompletableFuture<List<Tensor>> outputs) {
        boolean isEnd() {
            return inputs.isEmpty();
        }

        int rows() {
            return inputs.get(0).rows();
        }

        boolean fits(Request other) {
            for (int i = 0; i < inputs.size(); i++) {
                if (!inputs.get(i).fits(other.inputs.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** There are too many requests. */
    static final class FullException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    Batcher(OnnxModel model, Options options, ServeMetrics metrics) {
        this.model = model;
        this.options = options;
        this.metrics = metrics;
        waiting = new LinkedBlockingQueue<>();
        joined = new ByteBuffer[model.inputs().size()];
        worker = new Thread(this::work, "batches");
        worker.setDaemon(true);
        worker.start();
    }

    /** Returns the number of requests that wait. */
    int waiting() {
        return waiting.size();
    }

    /**
     * Computes a request.
     *
     * @param inputs a tensor for each input of the model, in their order, with the same number of examples
     * @throws FullException if too many requests wait, or after {@link #close}
     */
    CompletableFuture<List<Tensor>> submit(List<Tensor> inputs) throws FullException {
        Request request = new Request(inputs, new CompletableFuture<>());
        synchronized (this) {
            if (closed || waiting.size() >= options.queue) {
                throw new FullException();
            }
            waiting.add(request);
        }
        return request.outputs;
    }

    private void work() {
        try {
            Request next = waiting.take();
            while (!next.isEnd()) {
                List<Request> batch = new ArrayList<>(List.of(next));
                next = fill(batch);
                compute(batch);
                if (next == null) {
                    next = waiting.take();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds requests to a batch until it is full, or until none that fits waits. Returns the first request of the next batch; null if there is none. */
    private Request fill(List<Request> batch) throws InterruptedException {
        int rows = batch.get(0).rows();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.delayMillis);
        while (rows < options.examples) {
            Request request = waiting.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (request == null) {
                return null;
            }
            if (request.isEnd() || !batch.get(0).fits(request) || rows + request.rows() > options.examples) {
                return request;
            }
            batch.add(request);
            rows += request.rows();
        }
        return null;
    }

    /** Computes a batch. If it fails, each of its requests is computed alone, so that only the wrong ones fail. */
    private void compute(List<Request> batch) {
        try {
            List<Tensor> inputs = new ArrayList<>();
            for (int i = 0; i < model.inputs().size(); i++) {
                int input = i;
                List<Tensor> parts =
                        batch.stream().map(each -> each.inputs.get(input)).toList();
                inputs.add(Tensor.joined(parts, room(input, parts)));
            }
            List<Tensor> outputs = model.run(inputs);
            metrics.batch(inputs.get(0).rows());
            int first = 0;
            for (Request each : batch) {
                int from = first;
                each.outputs.complete(outputs.stream()
                        .map(output -> output.slice(from, each.rows()))
                        .toList());
                first += each.rows();
            }
        } catch (IOException
                | RuntimeException
                | OutOfMemoryError e) { // after an error of memory, smaller batches may still succeed
            if (batch.size() == 1) {
                batch.get(0).outputs.completeExceptionally(e);
            } else {
                batch.forEach(each -> compute(List.of(each)));
            }
        }
    }

    /** Returns memory for the joined tensors of an input, which ONNX Runtime reads without a further copy. It is used again for each batch. */
    private ByteBuffer room(int input, List<Tensor> parts) {
        int bytes = Math.toIntExact(
                parts.stream().mapToLong(part -> part.data().limit()).sum());
        if (joined[input] == null || joined[input].capacity() < bytes) {
            joined[input] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        return joined[input];
    }

    /** Computes what waits, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                waiting.add(END);
            }
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
