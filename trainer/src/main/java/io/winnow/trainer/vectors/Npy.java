package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's format, version 1 and 2: matrices of floating point numbers in C order. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\((\\d+),\\s*(\\d*),?\\s*\\),?\\s*\\}\\s*");
    private static final int SLICE_BYTES = 1 << 28;

    private Npy() {}

    /**
     * Reads a matrix, or a vector as a matrix of one column, as float32.
     *
     * @throws IOException that names the file and what is wrong
     */
    public static NDArray read(Path file, NDManager manager) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = readFully(file, channel, 10);
            byte[] magic = new byte[6];
            start.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException(file + " is no .npy file.");
            }
            int version = start.get();
            start.get();
            int length = start.getShort() & 0xffff;
            if (version > 1) {
                length |= (readFully(file, channel, 2).getShort() & 0xffff) << 16;
            }
            if (length < 0 || length > channel.size()) {
                throw new IOException(file + " ends in its header.");
            }
            String header = StandardCharsets.ISO_8859_1
                    .decode(readFully(file, channel, length))
                    .toString();
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches() || matcher.group(2).equals("True")) {
                throw new IOException(file + " holds no matrix in C order: " + header.strip());
            }
            DataType type =
                    switch (matcher.group(1)) {
                        case "<f4" -> DataType.FLOAT32;
                        case "<f8" -> DataType.FLOAT64;
                        case "<f2" -> DataType.FLOAT16;
                        default ->
                            throw new IOException(file + " holds numbers of type " + matcher.group(1)
                                    + "; allowed are <f2, <f4, <f8.");
                    };
            long rows = Long.parseLong(matcher.group(3));
            long columns = matcher.group(4).isEmpty() ? 1 : Long.parseLong(matcher.group(4));
            return values(file, channel, rows, columns, type, manager);
        }
    }

    private static NDArray values(
            Path file, FileChannel channel, long rows, long columns, DataType type, NDManager manager)
            throws IOException {
        long rowBytes = columns * type.getNumOfBytes();
        if (channel.size() - channel.position() != rows * rowBytes) {
            throw new IOException(file + " should have " + rows + " x " + columns + " " + type + " values in "
                    + rows * rowBytes + " bytes; it has " + (channel.size() - channel.position()) + " bytes of them.");
        }
        NDArray all = manager.create(new Shape(rows, columns), DataType.FLOAT32);
        long step = Math.max(1, SLICE_BYTES / Math.max(1, rowBytes));
        for (long row = 0; row < rows; row += step) {
            long count = Math.min(step, rows - row);
            try (NDManager scope = manager.newSubManager()) {
                NDArray part = scope.create(
                        readFully(file, channel, Math.toIntExact(count * rowBytes)), new Shape(count, columns), type);
                all.set(new NDIndex("{}:{}", row, row + count), part.toType(DataType.FLOAT32, false));
            }
        }
        return all;
    }

    /** Writes a float32 matrix. */
    static void write(Path file, NDArray matrix) throws IOException {
        long rows = matrix.getShape().get(0);
        long columns = matrix.getShape().get(1);
        StringBuilder header = new StringBuilder(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }");
        while ((10 + header.length() + 1) % 64 != 0) {
            header.append(' ');
        }
        byte[] text = header.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(10 + text.length).order(ByteOrder.LITTLE_ENDIAN);
            start.put(MAGIC)
                    .put((byte) 1)
                    .put((byte) 0)
                    .putShort((short) text.length)
                    .put(text)
                    .flip();
            writeAll(channel, start);
            long step = Math.max(1, SLICE_BYTES / Math.max(1, columns * 4));
            for (long row = 0; row < rows; row += step) {
                try (NDArray part = matrix.get(new NDIndex("{}:{}", row, Math.min(rows, row + step)))) {
                    writeAll(channel, part.toByteBuffer());
                }
            }
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static ByteBuffer readFully(Path file, FileChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException(file + " ends early.");
            }
        }
        return buffer.flip();
    }
}
