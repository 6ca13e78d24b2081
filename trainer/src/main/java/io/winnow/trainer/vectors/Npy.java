package io.winnow.trainer.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.DataException;
import io.winnow.models.torch.RawData;
import io.winnow.trainer.run.AtomicFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes arrays in NumPy's {@code .npy} <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format</a>: a magic string, a version, the length of the
 * header, the header (a Python dict literal) and the elements.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int ROWS_AT_ONCE = 1 << 14;
    private static final Map<String, DataType> TYPES =
            Map.of("<f2", DataType.FLOAT16, "<f4", DataType.FLOAT32, "<f8", DataType.FLOAT64);

    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

    private Npy() {}

    /**
     * Reads an array of float16, float32 or float64 elements and one or two dimensions, and converts it to float32.
     *
     * @param manager the array is attached to it and placed on its device
     * @throws DataException if it is no such file; the message says what is wrong with it
     */
    public static NDArray read(Path file, NDManager manager) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Header header = checkedHeader(file, channel);
            return elements(channel, header.dataStart(), header.shape(), header.type(), manager);
        }
    }

    /** Reads elements from a position in a file and converts them to float32. */
    static NDArray elements(FileChannel channel, long position, Shape shape, DataType type, NDManager manager)
            throws IOException {
        NDArray array = manager.create(shape, type);
        try {
            RawData.read(channel, position, array);
        } catch (IOException | RuntimeException e) {
            array.close();
            throw e;
        }
        if (type == DataType.FLOAT32) {
            return array;
        }
        try (NDArray narrow = array) {
            return narrow.toType(DataType.FLOAT32, true);
        }
    }

    /** Reads the header and checks that the file has as many elements as the header says. */
    static Header checkedHeader(Path file, FileChannel channel) throws IOException {
        Header header;
        try {
            header = header(file, channel);
        } catch (EOFException e) {
            throw damaged(file, "it " + e.getMessage());
        }
        long bytes = header.type().getNumOfBytes();
        try {
            for (long length : header.shape().getShape()) {
                bytes = Math.multiplyExact(bytes, length);
            }
        } catch (ArithmeticException e) {
            throw damaged(file, "its shape is larger than any file");
        }
        if (channel.size() - header.dataStart() < bytes) {
            throw damaged(
                    file,
                    "it is truncated: shape " + header.shape() + " takes " + bytes + " bytes, but only "
                            + (channel.size() - header.dataStart()) + " are there");
        }
        return header;
    }

    /** Writes an array of float16, float32 or float64 elements and one or two dimensions. If writing fails, no partial file is left. */
    public static void write(Path file, NDArray array) throws IOException {
        String descr = TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == array.getDataType())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Vectors must be float16, float32 or float64, found " + array.getDataType()));
        long[] shape = array.getShape().getShape();
        if (shape.length != 1 && shape.length != 2) {
            throw new IllegalArgumentException(
                    "Vectors must have one or two dimensions, found the shape " + array.getShape());
        }
        ByteBuffer start = start(descr, shape);
        write(file, start, channel -> RawData.write(channel, array));
    }

    /** The beginning of a file, up to its elements. */
    private static ByteBuffer start(String descr, long[] shape) {
        String dict = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': ("
                + (shape.length == 1 ? shape[0] + "," : shape[0] + ", " + shape[1]) + "), }";
        int prefix = MAGIC.length + 4;
        int total = (prefix + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String header = dict + " ".repeat(total - prefix - dict.length() - 1) + "\n";
        ByteBuffer start = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
        start.put(header.getBytes(StandardCharsets.ISO_8859_1)).flip();
        return start;
    }

    /** Writes all vectors of tiles, a tile at a time. If writing fails, no partial file is left. */
    public static void write(Path file, VectorTiles tiles, NDManager manager) throws IOException {
        long width;
        try (NDArray row = tiles.read(0, 1, manager)) {
            width = row.getShape().get(1);
        }
        ByteBuffer start = start("<f4", new long[] {tiles.rows(), width});
        write(file, start, channel -> {
            for (long row = 0; row < tiles.rows(); row += ROWS_AT_ONCE) {
                try (NDArray tile = tiles.read(row, (int) Math.min(ROWS_AT_ONCE, tiles.rows() - row), manager)) {
                    RawData.write(channel, tile);
                }
            }
        });
    }

    /** Writes the elements of a file. */
    @FunctionalInterface
    private interface Elements {
        void write(FileChannel channel) throws IOException;
    }

    private static void write(Path file, ByteBuffer start, Elements elements) throws IOException {
        AtomicFiles.write(file, partial -> {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                start.rewind();
                while (start.hasRemaining()) {
                    channel.write(start);
                }
                elements.write(channel);
            }
        });
    }

    /**
     * Joins files of matrices with the same type and number of columns, one below the other, without reading them into memory. If writing
     * fails, no partial file is left.
     */
    public static void join(List<Path> parts, Path file) throws IOException {
        long rows = 0;
        Header first = null;
        for (Path part : parts) {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
                Header header = checkedHeader(part, channel);
                first = first == null ? header : first;
                if (header.type() != first.type()
                        || header.shape().dimension() != 2
                        || header.shape().get(1) != first.shape().get(1)) {
                    throw damaged(
                            part,
                            "its array is " + header.type() + " " + header.shape() + ", which does not continue the "
                                    + first.type() + " " + first.shape() + " of " + parts.get(0));
                }
                rows += header.shape().get(0);
            }
        }
        DataType type = first.type();
        String descr = TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        ByteBuffer start = start(descr, new long[] {rows, first.shape().get(1)});
        write(file, start, target -> {
            for (Path part : parts) {
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
                    Header header = checkedHeader(part, channel);
                    long end = header.dataStart() + header.shape().size() * type.getNumOfBytes();
                    long at = header.dataStart();
                    while (at < end) {
                        at += channel.transferTo(at, end - at, target);
                    }
                }
            }
        });
    }

    /**
     * The header of a file.
     *
     * @param type type of the elements
     * @param dataStart position in the file at which the elements begin, in bytes
     */
    record Header(DataType type, Shape shape, long dataStart) {}

    private static Header header(Path file, FileChannel channel) throws IOException {
        ByteBuffer start = RawData.bytes(channel, 0, MAGIC.length + 2);
        byte[] magic = new byte[MAGIC.length];
        start.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw damaged(file, "it does not begin with NumPy's magic string");
        }
        int version = start.get();
        if (version < 1 || version > 3) {
            throw damaged(file, "its format version is " + version + ", but only versions 1 to 3 are supported");
        }
        // Versions 2 and 3 store the length of the header in four bytes instead of two. Version 3 also encodes the
        // header as UTF-8.
        int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        int prefix = MAGIC.length + 2 + lengthBytes;
        ByteBuffer lengthField = RawData.bytes(channel, MAGIC.length + 2, lengthBytes);
        long length = version == 1
                ? Short.toUnsignedInt(lengthField.getShort())
                : Integer.toUnsignedLong(lengthField.getInt());
        if (prefix + length > channel.size()) {
            throw damaged(
                    file,
                    "it is truncated: the header ends at byte " + (prefix + length) + ", but the file at byte "
                            + channel.size());
        }
        if (length > 1 << 20) {
            throw damaged(file, "its header is said to be " + length + " bytes long, but at most 1048576 are allowed");
        }
        String text = new String(RawData.bytes(channel, prefix, (int) length).array(), StandardCharsets.UTF_8);
        Matcher descr = found(file, text, DESCR, "descr");
        DataType type = TYPES.get(descr.group(1));
        if (type == null) {
            throw damaged(
                    file,
                    "its elements are of type " + descr.group(1)
                            + ", but only <f2, <f4 and <f8 are supported; convert it with numpy.astype('<f4')");
        }
        if (found(file, text, ORDER, "fortran_order").group(1).equals("True")) {
            throw damaged(
                    file, "its elements are in Fortran order; save the result of numpy.ascontiguousarray instead");
        }
        String shape = found(file, text, SHAPE, "shape").group(1);
        long[] lengths;
        try {
            lengths = Pattern.compile(",")
                    .splitAsStream(shape)
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw damaged(file, "its shape (" + shape + ") has a length that is too large");
        }
        if (lengths.length != 1 && lengths.length != 2) {
            throw damaged(file, "vectors must have one or two dimensions, but its shape is (" + shape + ")");
        }
        return new Header(type, new Shape(lengths), prefix + length);
    }

    private static Matcher found(Path file, String header, Pattern pattern, String key) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw damaged(file, "its header has no " + key + ": " + header.strip());
        }
        return matcher;
    }

    private static DataException damaged(Path file, String what) {
        return new DataException(file + " cannot be read as an npy file: " + what + ".");
    }
}
