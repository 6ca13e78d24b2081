package io.winnow.datasets.loader;

import io.winnow.datasets.image.Framing;

/**
 * Options of a loader.
 *
 * @param batchSize number of examples in a batch
 * @param framing size to which images are brought, and how
 * @param workers number of threads that decode images
 * @param prefetch number of batches that are ready or in preparation ahead of the consumer
 * @param cacheBytes decoded images are kept in memory if the whole data set takes no more than this number of bytes
 * @param shardsAtOnce number of shards in a window, or 0 to shuffle all examples together. With windows, an epoch visits the shards of the
 *     data set in random order and shuffles the examples of one window at a time, while the shards of the next window are read sequentially
 *     in advance. The memory that the operating system has free for files (the page cache) should hold two windows; otherwise data that was
 *     read in advance is read a second time
 * @param maxCorrupt number of damaged examples that are skipped and counted; one more is an error
 */
public record LoaderOptions(
        int batchSize, Framing framing, int workers, int prefetch, long cacheBytes, int shardsAtOnce, int maxCorrupt) {
    private static final long DEFAULT_CACHE_BYTES = 1L << 31;

    public LoaderOptions {
        require(batchSize > 0, "batch size must be at least 1, found " + batchSize);
        require(workers > 0, "number of workers must be at least 1, found " + workers);
        require(prefetch > 0, "number of prefetched batches must be at least 1, found " + prefetch);
        require(cacheBytes >= 0, "cache size in bytes must be 0 or more, found " + cacheBytes);
        require(shardsAtOnce >= 0, "number of shards at once must be 0 or more, found " + shardsAtOnce);
        require(maxCorrupt >= 0, "number of corrupt examples to skip must be 0 or more, found " + maxCorrupt);
    }

    /**
     * Options with as many workers as processors, two more batches than workers in preparation, a cache of up to 2 GiB, and all examples
     * shuffled together; no damaged example is allowed.
     */
    public static LoaderOptions of(int batchSize, Framing framing) {
        int workers = Runtime.getRuntime().availableProcessors();
        return new LoaderOptions(batchSize, framing, workers, workers + 2, DEFAULT_CACHE_BYTES, 0, 0);
    }

    public LoaderOptions withMaxCorrupt(int count) {
        return new LoaderOptions(batchSize, framing, workers, prefetch, cacheBytes, shardsAtOnce, count);
    }

    public LoaderOptions withShardsAtOnce(int count) {
        return new LoaderOptions(batchSize, framing, workers, prefetch, cacheBytes, count, maxCorrupt);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("A loader's " + message + ".");
        }
    }
}
