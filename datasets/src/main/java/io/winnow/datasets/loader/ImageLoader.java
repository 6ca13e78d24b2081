package io.winnow.datasets.loader;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads a data set in batches. Worker threads decode the images of each batch into a buffer. The number of batches that are prepared ahead
 * of the consumer is bounded, and buffers are reused, so memory is bounded, too.
 *
 * <p>The examples of a batch are a function of the seed and the step. Reading can therefore start at any step and continues as if it had
 * never been interrupted.
 */
public final class ImageLoader implements ExampleLoader {
    private final String name;
    private final int[] examples;
    private final LoaderOptions options;
    /** The batch size of the options, or the number of examples if that is smaller. */
    private final int batchSize;

    private final PixelSource pixels;
    private final ExecutorService workers;
    /** Null if all examples are shuffled together. */
    private final ShardOrder shards;

    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** Creates a loader that reads a whole data set. */
    public ImageLoader(ImageDataset dataset, LoaderOptions options) {
        this(dataset, allOf(dataset), options);
    }

    /**
     * Creates a loader that reads a part of a data set.
     *
     * @param examples the indices of the examples in the data set
     * @throws IllegalArgumentException if there are no examples, or if a batch does not fit into one buffer
     */
    public ImageLoader(ImageDataset dataset, int[] examples, LoaderOptions options) {
        if (examples.length == 0) {
            throw new IllegalArgumentException(
                    dataset.name() + " has no examples to load. Select at least one example.");
        }
        name = dataset.name();
        this.examples = examples.clone();
        this.options = options;
        batchSize = Math.min(options.batchSize(), examples.length);
        requireOneBuffer(dataset.channels(), options.framing().size(), batchSize);
        pixels = new PixelSource(dataset, this.examples, options);
        boolean byShard = options.shardsAtOnce() > 0 && !dataset.shards().isEmpty();
        shards = byShard ? new ShardOrder(dataset.shards(), this.examples, options.shardsAtOnce()) : null;
        workers = Executors.newFixedThreadPool(options.workers(), task -> {
            Thread thread = new Thread(task, "loader-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void requireOneBuffer(int channels, ImageSize size, int batchSize) {
        long most = Integer.MAX_VALUE / ((long) channels * size.height() * size.width());
        if (batchSize > most) {
            throw new IllegalArgumentException("A batch of " + batchSize + " images of " + channels + "x" + size
                    + " does not fit into one buffer of " + Integer.MAX_VALUE + " bytes. Use a batch size of at most "
                    + most + ".");
        }
    }

    @Override
    public int batchesPerEpoch() {
        return examples.length / batchSize;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int size() {
        return examples.length;
    }

    @Override
    public int corruptCount() {
        return pixels.corruptCount();
    }

    /**
     * Returns an endless sequence of batches. The order of each epoch is a function of (seed, epoch): all examples are shuffled together,
     * or, if the options ask for it and the data set is stored in shards, within one window of shards after another. Examples that do not
     * fill a last batch are dropped from the epoch; a data set with fewer examples than a batch gives one smaller batch per epoch. Shards
     * are read ahead until the batches are closed, unless the decoded images are kept in memory.
     *
     * @param fromStep the step of the first batch that is returned
     */
    @Override
    public Batches shuffled(long seed, long fromStep) {
        return batches(seed, fromStep, shards == null ? EpochOrder.shuffled(examples.length) : shards::positions);
    }

    @Override
    public Batches shuffled(long seed, long fromStep, EpochOrder order) {
        if (shards != null) {
            throw new IllegalArgumentException(
                    "The images of " + name
                            + " are read shard by shard, so they cannot be drawn in another order. Read them without shards at once.");
        }
        return batches(seed, fromStep, order);
    }

    private Batches batches(long seed, long fromStep, EpochOrder ordered) {
        // Each sequence of batches reads ahead for itself: several sequences of one loader can be interleaved, and each
        // is at another window.
        ReadAhead readAhead = shards == null || pixels.cached() ? null : new ReadAhead(name, shards, seed);
        return new Batches(fromStep, Long.MAX_VALUE) {
            private long orderedEpoch = -1;
            private int[] order;
            private int[] begins;
            private int[] windows;

            @Override
            int[] examplesOf(long step) {
                int batches = batchesPerEpoch(ordered);
                long epoch = step / batches;
                if (epoch != orderedEpoch) {
                    order = ordered.of(seed, epoch);
                    begins = ordered.begins(seed, epoch, examples.length, batchSize);
                    windows = readAhead == null ? null : shards.begins(seed, epoch);
                    orderedEpoch = epoch;
                }
                int batch = (int) (step % batches);
                int begin = begins[batch];
                if (readAhead != null) {
                    int found = Arrays.binarySearch(windows, begin);
                    readAhead.at(epoch, found >= 0 ? found : -found - 2);
                }
                int[] chosen = new int[begins[batch + 1] - begin];
                Arrays.setAll(chosen, i -> examples[order[begin + i]]);
                return chosen;
            }

            @Override
            public void close() {
                super.close();
                if (readAhead != null) {
                    readAhead.close();
                }
            }
        };
    }

    @Override
    public Batches inOrder() {
        return new Batches(0, (examples.length + batchSize - 1) / batchSize) {
            @Override
            int[] examplesOf(long step) {
                int begin = (int) step * batchSize;
                return Arrays.copyOfRange(examples, begin, Math.min(begin + batchSize, examples.length));
            }
        };
    }

    /** Stops each worker after its current image. Batches that are still open remain readable. */
    @Override
    public void close() {
        stopped = true;
        // shutdownNow would interrupt reads, and an interrupted read closes the file for all threads that share it.
        workers.shutdown();
    }

    private static int[] allOf(ImageDataset dataset) {
        int[] all = new int[dataset.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** A sequence of batches that are prepared ahead. Not thread-safe. */
    public abstract class Batches implements ExampleLoader.Batches {
        private final Deque<Pending> ahead = new ArrayDeque<>();
        private final long end;
        private long next;
        private volatile boolean closed;

        private Batches(long begin, long end) {
            next = begin;
            this.end = end;
        }

        @SuppressWarnings("ArrayRecordComponent") // a work item; never compared
        private record Pending(int[] chosen, Future<ByteBuffer> buffer) {}

        /** Returns the examples of a step. Steps are requested in ascending order. */
        abstract int[] examplesOf(long step);

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty() || next < end;
        }

        /**
         * Returns the next batch.
         *
         * @throws LoadingException if an example cannot be read; its cause is the error of the reader
         */
        @Override
        public ImageBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            submit();
            long begin = System.nanoTime();
            Pending first = ahead.remove();
            try {
                ByteBuffer buffer = first.buffer.get();
                long waited = System.nanoTime() - begin;
                submit();
                return new ImageBatch(first.chosen, pixels.shape(first.chosen.length), buffer, waited, buffers::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoadingException(e);
            } catch (ExecutionException e) {
                throw new LoadingException(e.getCause());
            }
        }

        private void submit() {
            while (next < end && ahead.size() < options.prefetch()) {
                int[] chosen = examplesOf(next++);
                ahead.add(new Pending(chosen, workers.submit(() -> filled(chosen))));
            }
        }

        private ByteBuffer filled(int[] chosen) throws IOException {
            ByteBuffer pooled = buffers.poll();
            // Batches of whole bags differ in size.
            int bytes = Math.multiplyExact(Math.max(batchSize, chosen.length), pixels.bytesPerImage());
            ByteBuffer buffer =
                    pooled != null && pooled.capacity() >= bytes ? pooled : ByteBuffer.allocateDirect(bytes);
            buffer.clear();
            for (int i = 0; i < chosen.length; i++) {
                if (stopped || closed) {
                    buffers.add(buffer);
                    throw new IOException("Loading was stopped.");
                }
                chosen[i] = pixels.copyTo(buffer, chosen[i]);
            }
            return buffer.flip();
        }

        /** Discards the batches that were prepared ahead. Workers stop after their current image. */
        @Override
        public void close() {
            closed = true;
            // Threads are not interrupted, for the reason given in the loader's close method.
            ahead.forEach(pending -> pending.buffer.cancel(false));
            ahead.clear();
        }
    }
}
