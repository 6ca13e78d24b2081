package io.winnow.datasets.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** A batch of decoded images. Closing it returns its buffer to the loader. */
public final class ImageBatch implements Batch {
    private final int[] indices;
    private final Shape shape;
    private final ByteBuffer pixels;
    private final long waitNanos;
    private final Consumer<ByteBuffer> release;
    private final int first;
    private boolean closed;

    ImageBatch(int[] indices, Shape shape, ByteBuffer pixels, long waitNanos, Consumer<ByteBuffer> release) {
        this(indices, shape, pixels, waitNanos, release, 0);
    }

    private ImageBatch(
            int[] indices, Shape shape, ByteBuffer pixels, long waitNanos, Consumer<ByteBuffer> release, int first) {
        this.indices = indices;
        this.shape = shape;
        this.pixels = pixels;
        this.waitNanos = waitNanos;
        this.release = release;
        this.first = first;
    }

    /** Returns the images [begin, end) as a batch that shares the memory of this one and does not need to be closed. */
    public ImageBatch part(int begin, int end) {
        int bytes = pixels.limit() / size();
        return new ImageBatch(
                Arrays.copyOfRange(indices, begin, end),
                new Shape(end - begin).addAll(shape.slice(1)),
                pixels.slice(begin * bytes, (end - begin) * bytes).order(pixels.order()),
                waitNanos,
                buffer -> {},
                first + begin);
    }

    /** The position of the first image within the batch that this is a part of; 0 for a whole batch. */
    public int first() {
        return first;
    }

    @Override
    public int[] indices() {
        return indices;
    }

    public int size() {
        return indices.length;
    }

    /**
     * Returns the images of shape (B, C, H, W) as uint8 on the manager's device. On a CPU the array shares the memory of the batch, so it
     * must not be used after the batch is closed.
     */
    public NDArray images(NDManager manager) {
        return manager.create(pixels, shape, DataType.UINT8);
    }

    @Override
    public long waitNanos() {
        return waitNanos;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.accept(pixels);
        }
    }
}
