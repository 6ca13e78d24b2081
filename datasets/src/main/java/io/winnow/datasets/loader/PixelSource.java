package io.winnow.datasets.loader;

import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Framing;
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
 * The pixels of a data set's images at one size, which are decoded once and kept in memory if they fit into the cache. A damaged example is
 * counted and replaced by the next intact one, which is the same one each time.
 */
final class PixelSource {
    private static final Logger LOG = LoggerFactory.getLogger(PixelSource.class);

    private final ImageDataset dataset;
    private final int[] examples;
    private final Framing framing;
    private final int bytesPerImage;
    private final int maxCorrupt;
    private final Set<Integer> corrupt = ConcurrentHashMap.newKeySet();

    /** The pixels of all images in order, or null without a cache. An image is present once its entry in {@link #decoded} is 1. */
    private final ByteBuffer cache;

    private final AtomicIntegerArray decoded;

    /** Creates a source of some examples of a data set; a damaged example is replaced by another of these. */
    PixelSource(ImageDataset dataset, int[] examples, LoaderOptions options) {
        this.dataset = dataset;
        this.examples = Arrays.stream(examples).sorted().toArray();
        framing = options.framing();
        ImageSize size = framing.size();
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
        return new Shape(
                batch,
                dataset.channels(),
                framing.size().height(),
                framing.size().width());
    }

    /** Appends the pixels of an example, or of the example that replaces it, and returns the index of the example that was used. */
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
                        throw new CorruptImageException(
                                e.example(),
                                e.reason() + ". Take it out of " + dataset.name()
                                        + ", or leave out damaged images with data.max_corrupt, which is " + maxCorrupt
                                        + " (winnow data inspect lists all of them)",
                                e);
                    }
                    LOG.warn(
                            "Skipping the damaged example {} of {} ({} skipped so far, {} allowed): {}",
                            candidate,
                            dataset.name(),
                            corrupt.size(),
                            maxCorrupt,
                            e.getMessage());
                }
            }
        }
        throw new IOException("None of the examples of " + dataset.name() + " can be decoded.");
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
        return dataset.framed(example, framing).pixels();
    }
}
