package io.winnow.models.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Reads and writes the elements of arrays as raw bytes: little-endian (the byte order of every machine that PyTorch supports), in row-major
 * order. Arrays are copied slice by slice, because a Java buffer holds at most 2 GiB.
 */
public final class RawData {
    private static final int SLICE_BYTES = 1 << 26;

    private RawData() {}

    /** Converts numbers as a file stores them to elements of an array. Both buffers are little-endian, and the first is read to its end. */
    @FunctionalInterface
    public interface Decoder {
        void decode(ByteBuffer stored, ByteBuffer elements) throws IOException;
    }

    /** Writes the elements of an array, which may be on any device, at the channel's position. */
    public static void write(WritableByteChannel channel, NDArray array) throws IOException {
        write(channel, array, SLICE_BYTES);
    }

    /**
     * Fills {@code target} with the bytes that start at {@code position}. The channel's own position does not change.
     *
     * @throws EOFException if the file ends before the array is full
     */
    public static void read(FileChannel channel, long position, NDArray target) throws IOException {
        read(channel, position, target, SLICE_BYTES);
    }

    /**
     * Fills {@code target} with numbers that a file stores in another type.
     *
     * @param position position of the first number
     * @param storedBytes the size of a number in the file
     * @throws EOFException if the file ends before the array is full
     */
    public static void read(FileChannel channel, long position, NDArray target, int storedBytes, Decoder decoder)
            throws IOException {
        fill(channel, position, target, SLICE_BYTES, storedBytes, decoder);
    }

    /**
     * Copies elements that are not in row-major order.
     *
     * @param span (n) all elements from the first to the last
     * @param strides for each dimension, the distance between neighbours in {@code span}
     * @return a copy in row-major order
     */
    public static NDArray strided(NDArray span, Shape shape, List<Long> strides) {
        return RawScript.strided(
                span,
                shape.getShape(),
                strides.stream().mapToLong(Long::longValue).toArray());
    }

    static void write(WritableByteChannel channel, NDArray array, int sliceBytes) throws IOException {
        int stride = Math.max(1, sliceBytes / array.getDataType().getNumOfBytes());
        try (NDManager scratch = array.getManager().newSubManager()) {
            NDArray flat = array.reshape(new Shape(array.size()));
            flat.attach(scratch);
            for (long start = 0; start < array.size(); start += stride) {
                try (NDManager slice = scratch.newSubManager()) {
                    NDArray part = RawScript.part(flat, start, Math.min(stride, array.size() - start));
                    part.attach(slice);
                    NDArray local = part.toDevice(Device.cpu(), false);
                    local.attach(slice);
                    ByteBuffer bytes = local.toByteBuffer(true);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            }
        }
    }

    static void read(FileChannel channel, long position, NDArray target, int sliceBytes) throws IOException {
        fill(channel, position, target, sliceBytes, target.getDataType().getNumOfBytes(), null);
    }

    private static void fill(
            FileChannel channel, long position, NDArray target, int sliceBytes, int storedBytes, Decoder decoder)
            throws IOException {
        if (target.size() == 0) {
            return;
        }
        DataType type = target.getDataType();
        int stride = (int) Math.min(target.size(), Math.max(1, sliceBytes / type.getNumOfBytes()));
        ByteBuffer elements = buffer(stride * type.getNumOfBytes());
        ByteBuffer stored = decoder == null ? elements : buffer(stride * storedBytes);
        try (NDManager scratch = target.getManager().newSubManager(Device.cpu())) {
            NDArray flat = target.reshape(new Shape(target.size()));
            flat.attach(scratch);
            for (long start = 0; start < target.size(); start += stride) {
                int length = (int) Math.min(stride, target.size() - start);
                stored.clear().limit(length * storedBytes);
                readFully(channel, position + start * storedBytes, stored);
                stored.flip();
                if (decoder != null) {
                    decoder.decode(stored, elements.clear());
                    elements.flip();
                }
                try (NDArray piece = scratch.create(elements, new Shape(length), type)) {
                    RawScript.fill(piece, flat, start);
                }
            }
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Reads {@code length} bytes that start at {@code position} into a little-endian buffer.
     *
     * @throws EOFException if the file has fewer bytes
     */
    public static ByteBuffer bytes(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, position, buffer);
        return buffer.flip();
    }

    private static void readFully(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, position + buffer.position());
            if (count < 0) {
                throw new EOFException("ends at byte " + (position + buffer.position()) + ", " + buffer.remaining()
                        + " bytes too early");
            }
        }
    }
}
