package io.winnow.datasets.loader;

import io.winnow.datasets.image.ImageSize;

/**
 * How a loader reads.
 *
 * @param batchSize examples in a batch
 * @param size to which images of another size are cropped (centre, largest of that aspect) and resized
 * @param workers decoding threads
 * @param prefetch batches that are ready or in work ahead of the consumer
 * @param cacheBytes decoded images are kept in memory when the whole set takes no more than this
 * @param shardsAtOnce 0 mixes all examples; else an epoch goes through the shards of the data set in random order and mixes the examples of
 *     so many, a window, while the next window is read ahead from end to end; two windows should fit the memory that the system has free
 *     for files (the page cache), else what was read ahead is read again
 * @param maxCorrupt how many damaged examples are skipped and counted before the next one is an error
 */
public record LoaderOptions(
        int batchSize, ImageSize size, int workers, int prefetch, long cacheBytes, int shardsAtOnce, int maxCorrupt) {
    private static final long DEFAULT_CACHE_BYTES = 1L << 31;

    public LoaderOptions {
        require(batchSize > 0, "batch size is at least 1, not " + batchSize);
        require(workers > 0, "number of workers is at least 1, not " + workers);
        require(prefetch > 0, "number of batches ahead is at least 1, not " + prefetch);
        require(cacheBytes >= 0, "cache takes 0 bytes or more, not " + cacheBytes);
        require(shardsAtOnce >= 0, "shards at once are 0 or more, not " + shardsAtOnce);
        require(maxCorrupt >= 0, "number of corrupt examples to skip is 0 or more, not " + maxCorrupt);
    }

    /** As many workers as processors, two batches ahead of them, a cache of up to 2 GiB, all examples mixed, no corrupt one. */
    public static LoaderOptions of(int batchSize, ImageSize size) {
        int workers = Runtime.getRuntime().availableProcessors();
        return new LoaderOptions(batchSize, size, workers, workers + 2, DEFAULT_CACHE_BYTES, 0, 0);
    }

    public LoaderOptions withMaxCorrupt(int count) {
        return new LoaderOptions(batchSize, size, workers, prefetch, cacheBytes, shardsAtOnce, count);
    }

    public LoaderOptions withShardsAtOnce(int count) {
        return new LoaderOptions(batchSize, size, workers, prefetch, cacheBytes, count, maxCorrupt);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("A loader's " + message + ".");
        }
    }
}
