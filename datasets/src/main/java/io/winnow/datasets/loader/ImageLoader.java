package io.winnow.datasets.loader;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.random.Permutation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads a data set in batches. A worker thread fills the buffer of a batch; the batches ahead of the consumer are bounded, and so are the
 * buffers, which are used again.
 *
 * <p>Which examples make up a batch is a function of seed and step, so reading can start at any step and goes on as if it had never
 * stopped.
 */
public final class ImageLoader implements AutoCloseable {
    private final int[] examples;
    private final LoaderOptions options;
    private final PixelSource pixels;
    private final ExecutorService workers;
    /** Null where all examples are mixed. */
    private final ShardOrder shards;

    private final ReadAhead readAhead;
    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    /** Reads all of a data set. */
    public ImageLoader(ImageDataset dataset, LoaderOptions options) {
        this(dataset, allOf(dataset), options);
    }

    /**
     * Reads a part of a data set.
     *
     * @param examples their numbers in the data set
     */
    public ImageLoader(ImageDataset dataset, int[] examples, LoaderOptions options) {
        if (examples.length == 0) {
            throw new IllegalArgumentException(dataset.name() + " has no example to load.");
        }
        this.examples = examples.clone();
        this.options = options;
        pixels = new PixelSource(dataset, this.examples, options);
        boolean byShard = options.shardsAtOnce() > 0 && !dataset.shards().isEmpty();
        shards = byShard ? new ShardOrder(dataset.shards(), this.examples, options.shardsAtOnce()) : null;
        readAhead = byShard ? new ReadAhead(dataset.name(), shards) : null;
        workers = Executors.newFixedThreadPool(options.workers(), task -> {
            Thread thread = new Thread(task, "loader-" + dataset.name());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Steps in one epoch of {@link #shuffled}: whole batches only. */
    public int batchesPerEpoch() {
        return Math.max(1, examples.length / options.batchSize());
    }

    /** Number of examples that this loader reads. */
    public int size() {
        return examples.length;
    }

    /** How many damaged examples were met. */
    public int corruptCount() {
        return pixels.corruptCount();
    }

    /**
     * Batches without end, each epoch in an order of its own that is a function of (seed, epoch): all examples mixed, or a window of shards
     * after another where the options say so and the data set lies in shards. The examples that do not fill a last
     * batch are left out of an epoch; a set smaller than a batch makes one smaller batch.
     *
     * @param fromStep the step whose batch comes first
     */
    public Batches shuffled(long seed, long fromStep) {
        return new Batches(fromStep, Long.MAX_VALUE) {
            private long orderedEpoch = -1;
            private int[] order;
            private int[] windows;

            @Override
            int[] examplesOf(long step) {
                long epoch = step / batchesPerEpoch();
                if (epoch != orderedEpoch) {
                    order = shards == null
                            ? Permutation.of(examples.length, seed, epoch)
                            : shards.positions(seed, epoch);
                    windows = shards == null ? null : shards.begins(seed, epoch);
                    orderedEpoch = epoch;
                }
                int begin = (int) (step % batchesPerEpoch()) * options.batchSize();
                if (shards != null) {
                    int found = Arrays.binarySearch(windows, begin);
                    readAhead.at(seed, epoch, found >= 0 ? found : -found - 2);
                }
                int end = Math.min(begin + options.batchSize(), examples.length);
                int[] chosen = new int[end - begin];
                Arrays.setAll(chosen, i -> examples[order[begin + i]]);
                return chosen;
            }
        };
    }

    /** One pass in order; the last batch may be smaller. */
    public Batches inOrder() {
        int size = options.batchSize();
        return new Batches(0, (examples.length + size - 1) / size) {
            @Override
            int[] examplesOf(long step) {
                int begin = (int) step * size;
                return Arrays.copyOfRange(examples, begin, Math.min(begin + size, examples.length));
            }
        };
    }

    /** Stops the workers; batches that are still open stay readable. */
    @Override
    public void close() {
        workers.shutdownNow();
        if (readAhead != null) {
            readAhead.close();
        }
    }

    private static int[] allOf(ImageDataset dataset) {
        int[] all = new int[dataset.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private ByteBuffer filled(int[] chosen) throws IOException {
        ByteBuffer pooled = buffers.poll();
        ByteBuffer buffer =
                pooled != null ? pooled : ByteBuffer.allocateDirect(options.batchSize() * pixels.bytesPerImage());
        buffer.clear();
        for (int i = 0; i < chosen.length; i++) {
            if (Thread.interrupted()) {
                throw new IOException("Loading was stopped.");
            }
            chosen[i] = pixels.copyTo(buffer, chosen[i]);
        }
        return buffer.flip();
    }

    /** Batches in order, prepared ahead. For one thread. */
    public abstract class Batches implements Iterator<ImageBatch>, AutoCloseable {
        private final Deque<Pending> ahead = new ArrayDeque<>();
        private final long end;
        private long next;

        private Batches(long begin, long end) {
            next = begin;
            this.end = end;
        }

        @SuppressWarnings("ArrayRecordComponent") // a work order; never compared
        private record Pending(int[] chosen, Future<ByteBuffer> buffer) {}

        /** The examples of a step; steps are asked for in order. */
        abstract int[] examplesOf(long step);

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty() || next < end;
        }

        /**
         * The next batch.
         *
         * @throws LoadingException when an example cannot be read, with the reader's error as its cause
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

        /** Abandons the batches ahead. */
        @Override
        public void close() {
            ahead.forEach(pending -> pending.buffer.cancel(true));
            ahead.clear();
        }
    }
}
