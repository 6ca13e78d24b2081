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

/**
 * Reads and writes the elements of arrays as raw bytes: little-endian (the byte order of every machine that PyTorch supports), in row-major
 * order. Arrays are copied slice by slice, because a Java buffer holds at most 2 GiB.
 */
public final class RawData {
    private static final int SLICE_BYTES = 1 << 26;

    private RawData() {}

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
        if (target.size() == 0) {
            return;
        }
        DataType type = target.getDataType();
        int stride = (int) Math.min(target.size(), Math.max(1, sliceBytes / type.getNumOfBytes()));
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(stride * type.getNumOfBytes()).order(ByteOrder.nativeOrder());
        try (NDManager scratch = target.getManager().newSubManager(Device.cpu())) {
            NDArray flat = target.reshape(new Shape(target.size()));
            flat.attach(scratch);
            for (long start = 0; start < target.size(); start += stride) {
                int length = (int) Math.min(stride, target.size() - start);
                buffer.clear().limit(length * type.getNumOfBytes());
                readFully(channel, position + start * type.getNumOfBytes(), buffer);
                try (NDArray piece = scratch.create(buffer.flip(), new Shape(length), type)) {
                    RawScript.fill(piece, flat, start);
                }
            }
        }
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
