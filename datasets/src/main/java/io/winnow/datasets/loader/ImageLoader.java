package io.winnow.datasets.loader;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
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
    private final String name;
    private final int[] examples;
    private final LoaderOptions options;
    /** No more than there are examples. */
    private final int batchSize;

    private final PixelSource pixels;
    private final ExecutorService workers;
    /** Null where all examples are mixed. */
    private final ShardOrder shards;

    private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** Reads all of a data set. */
    public ImageLoader(ImageDataset dataset, LoaderOptions options) {
        this(dataset, allOf(dataset), options);
    }

    /**
     * Reads a part of a data set.
     *
     * @param examples their numbers in the data set
     * @throws IllegalArgumentException when there is no example, or a batch is larger than one buffer can be
     */
    public ImageLoader(ImageDataset dataset, int[] examples, LoaderOptions options) {
        if (examples.length == 0) {
            throw new IllegalArgumentException(dataset.name() + " has no example to load.");
        }
        name = dataset.name();
        this.examples = examples.clone();
        this.options = options;
        batchSize = Math.min(options.batchSize(), examples.length);
        requireOneBuffer(dataset.channels(), options.size(), batchSize);
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
                    + " does not fit one buffer of " + Integer.MAX_VALUE + " bytes; at most " + most + " do.");
        }
    }

    /** Steps in one epoch of {@link #shuffled}: whole batches only. */
    public int batchesPerEpoch() {
        return examples.length / batchSize;
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
     * after another where the options say so and the data set lies in shards. The examples that do not fill a last batch are left out of
     * an epoch; a set smaller than a batch makes one smaller batch. Shards are read ahead until the batches are closed, unless the decoded
     * images are kept in memory.
     *
     * @param fromStep the step whose batch comes first
     */
    public Batches shuffled(long seed, long fromStep) {
        // Of these batches alone: others of this loader, which take turns with them, are at other windows.
        ReadAhead readAhead = shards == null || pixels.cached() ? null : new ReadAhead(name, shards, seed);
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
                    windows = readAhead == null ? null : shards.begins(seed, epoch);
                    orderedEpoch = epoch;
                }
                int begin = (int) (step % batchesPerEpoch()) * batchSize;
                if (readAhead != null) {
                    int found = Arrays.binarySearch(windows, begin);
                    readAhead.at(epoch, found >= 0 ? found : -found - 2);
                }
                int[] chosen = new int[batchSize];
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

    /** One pass in order; the last batch may be smaller. */
    public Batches inOrder() {
        return new Batches(0, (examples.length + batchSize - 1) / batchSize) {
            @Override
            int[] examplesOf(long step) {
                int begin = (int) step * batchSize;
                return Arrays.copyOfRange(examples, begin, Math.min(begin + batchSize, examples.length));
            }
        };
    }

    /** Stops each worker after the image that it is at; batches that are still open stay readable. */
    @Override
    public void close() {
        stopped = true;
        // Not shutdownNow: it would interrupt reads, and an interrupted read closes its file for all who share it.
        workers.shutdown();
    }

    private static int[] allOf(ImageDataset dataset) {
        int[] all = new int[dataset.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** Batches in order, prepared ahead. For one thread. */
    public abstract class Batches implements Iterator<ImageBatch>, AutoCloseable {
        private final Deque<Pending> ahead = new ArrayDeque<>();
        private final long end;
        private long next;
        private volatile boolean closed;

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

        private ByteBuffer filled(int[] chosen) throws IOException {
            ByteBuffer pooled = buffers.poll();
            ByteBuffer buffer = pooled != null ? pooled : ByteBuffer.allocateDirect(batchSize * pixels.bytesPerImage());
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

        /** Abandons the batches ahead; those in work end after the image that they are at. */
        @Override
        public void close() {
            closed = true;
            // Without an interrupt, as in the loader's close.
            ahead.forEach(pending -> pending.buffer.cancel(false));
            ahead.clear();
        }
    }
}
