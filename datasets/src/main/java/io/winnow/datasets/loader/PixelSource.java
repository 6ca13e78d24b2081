package io.winnow.datasets.loader;

import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pixels of a data set's images at one size, decoded once and kept when they fit in the cache. A damaged example is replaced by the next
 * that is none, always the same, and counted.
 */
final class PixelSource {
    private static final Logger LOG = LoggerFactory.getLogger(PixelSource.class);

    private final ImageDataset dataset;
    private final int[] examples;
    private final ImageSize size;
    private final int bytesPerImage;
    private final int maxCorrupt;
    private final Set<Integer> corrupt = ConcurrentHashMap.newKeySet();

    /** All images one after another, or null. An image is in it once its entry in {@link #decoded} is one. */
    private final ByteBuffer cache;

    private final AtomicIntegerArray decoded;

    /** Reads some examples of a data set; a damaged one is replaced by another of them. */
    PixelSource(ImageDataset dataset, int[] examples, LoaderOptions options) {
        this.dataset = dataset;
        this.examples = Arrays.stream(examples).sorted().toArray();
        size = options.size();
        bytesPerImage = dataset.channels() * size.height() * size.width();
        maxCorrupt = options.maxCorrupt();
        long total = (long) bytesPerImage * dataset.size();
        boolean cached = total <= Math.min(options.cacheBytes(), Integer.MAX_VALUE);
        cache = cached ? ByteBuffer.allocateDirect((int) total) : null;
        decoded = cached ? new AtomicIntegerArray(dataset.size()) : null;
    }

    int bytesPerImage() {
        return bytesPerImage;
    }

    /** Whether decoded images are kept in memory. */
    boolean cached() {
        return cache != null;
    }

    int corruptCount() {
        return corrupt.size();
    }

    Shape shape(int batch) {
        return new Shape(batch, dataset.channels(), size.height(), size.width());
    }

    /** Appends the pixels of an example, or of the one that replaces it, whose number is returned. */
    int copyTo(ByteBuffer target, int example) throws IOException {
        int place = Arrays.binarySearch(examples, example);
        for (int tried = 0; tried < examples.length; tried++) {
            int candidate = examples[(place + tried) % examples.length];
            if (corrupt.contains(candidate)) {
                continue;
            }
            try {
                copyOne(target, candidate);
                return candidate;
            } catch (CorruptImageException e) {
                if (corrupt.add(candidate)) {
                    if (corrupt.size() > maxCorrupt) {
                        throw e;
                    }
                    LOG.warn(
                            "Skipping example {} of {} ({} so far, {} allowed): {}",
                            candidate,
                            dataset.name(),
                            corrupt.size(),
                            maxCorrupt,
                            e.getMessage());
                }
            }
        }
        throw new IOException("No example of " + dataset.name() + " can be decoded.");
    }

    private void copyOne(ByteBuffer target, int example) throws IOException {
        if (cache == null) {
            target.put(pixels(example));
            return;
        }
        int offset = example * bytesPerImage;
        if (decoded.get(example) == 0) {
            cache.put(offset, pixels(example));
            decoded.set(example, 1);
        }
        target.put(target.position(), cache, offset, bytesPerImage);
        target.position(target.position() + bytesPerImage);
    }

    private byte[] pixels(int example) throws IOException {
        Image image = dataset.image(example);
        return image.height() == size.height() && image.width() == size.width()
                ? image.pixels()
                : Resize.cropAndScale(image, size).pixels();
    }
}
