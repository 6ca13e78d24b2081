package io.winnow.datasets.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** A batch of decoded images. Closing it returns its buffer to the loader. */
public final class ImageBatch implements ExampleBatch {
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

    @Override
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

    @Override
    public int first() {
        return first;
    }

    @Override
    public int[] indices() {
        return indices;
    }

    /** Returns the images (B, C, H, W), uint8. */
    @Override
    public NDArray examples(NDManager manager) {
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
