package io.winnow.trainer.labelmap;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * The file of the label maps of N images, in the <a href="https://github.com/huggingface/safetensors">safetensors</a> format. Maps are read
 * and written one by one, so that a data set of any size takes little memory. Thread-safe for readers.
 *
 * <ul>
 *   <li>{@code digests} (N) int64: the {@link ImageDigest} of each image
 *   <li>{@code values} (N, k, H, W) float32, or float16 in half precision: the k largest logits of each place
 *   <li>{@code classes} (N, k, H, W) uint16, or int32 for more than 65,536 classes: the numbers of their classes. There is none if k is the
 *       number of classes; the logits are then in the order of the classes
 * </ul>
 */
final class MapFile implements AutoCloseable {
    /** Name of the file in a folder. */
    static final String NAME = "maps.safetensors";

    private static final int ALIGNMENT = 8;

    private final Path folder;
    private final LabelMapInfo info;
    private final FileChannel channel;
    /** Where the values begin. */
    private final long values;
    /** Where the digests begin. */
    private final long digests;

    private MapFile(Path folder, LabelMapInfo info, FileChannel channel, int headerBytes) {
        this.folder = folder;
        this.info = info;
        this.channel = channel;
        digests = headerBytes;
        values = digests + (long) info.images() * Long.BYTES;
    }

    /** Creates the file in a folder. */
    static MapFile create(Path folder, LabelMapInfo info) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        byte[] header = header(info);
        MapFile file = new MapFile(folder, info, channel, header.length);
        try {
            file.write(0, ByteBuffer.wrap(header));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return file;
    }

    /**
     * Opens the file in a folder.
     *
     * @throws UserException if the file is not the one that the info describes
     */
    static MapFile open(Path folder, LabelMapInfo info) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
        try {
            byte[] header = header(info);
            MapFile file = new MapFile(folder, info, channel, header.length);
            long expected = file.values + (long) info.images() * (file.valueBytes() + file.classBytes());
            if (channel.size() != expected) {
                throw LabelMaps.damaged(folder, NAME + " should have " + expected + " bytes; found " + channel.size());
            } else if (!Arrays.equals(file.bytes(0, header.length).array(), header)) {
                throw LabelMaps.damaged(folder, NAME + " has other arrays than " + LabelMaps.INFO + " promises");
            }
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private int valueBytes() {
        return info.size() * (info.half() ? Short.BYTES : Float.BYTES);
    }

    private int classBytes() {
        return info.complete() ? 0 : info.size() * (wide(info) ? Integer.BYTES : Short.BYTES);
    }

    /** Whether numbers of classes do not fit into 16 bits. */
    private static boolean wide(LabelMapInfo info) {
        return info.classes().size() > 1 << Short.SIZE;
    }

    /** Returns the length of the header and the header, such that the data begin at a multiple of 8 bytes. */
    private static byte[] header(LabelMapInfo info) {
        String shape =
                String.format(Locale.ROOT, "[%d,%d,%d,%d]", info.images(), info.top(), info.height(), info.width());
        long[] bytes = {
            (long) Long.BYTES * info.images(),
            (long) info.size() * info.images() * (info.half() ? Short.BYTES : Float.BYTES),
            (long) info.size() * info.images() * (wide(info) ? Integer.BYTES : Short.BYTES)
        };
        String json = "{"
                + array("digests", "I64", "[" + info.images() + "]", 0, bytes[0])
                + ","
                + array("values", info.half() ? "F16" : "F32", shape, bytes[0], bytes[0] + bytes[1])
                + (info.complete()
                        ? ""
                        : ","
                                + array(
                                        "classes",
                                        wide(info) ? "I32" : "U16",
                                        shape,
                                        bytes[0] + bytes[1],
                                        bytes[0] + bytes[1] + bytes[2]))
                + "}";
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(header.array(), (byte) ' ');
        return header.putLong(length).put(text).array();
    }

    private static String array(String name, String type, String shape, long begin, long end) {
        return String.format(
                Locale.ROOT,
                "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
                name,
                type,
                shape,
                begin,
                end);
    }

    /** Writes the map of an image and the digest of its pixels. */
    void write(int row, LabelMap map, long digest) throws IOException {
        write(
                digests + (long) row * Long.BYTES,
                buffer(Long.BYTES).putLong(digest).flip());
        ByteBuffer logits = buffer(valueBytes());
        for (float value : map.values()) {
            if (info.half()) {
                logits.putShort(HalfFloats.of(value));
            } else {
                logits.putFloat(value);
            }
        }
        write(values + (long) row * valueBytes(), logits.flip());
        if (!info.complete()) {
            ByteBuffer numbers = buffer(classBytes());
            for (int number : map.numbers()) {
                if (wide(info)) {
                    numbers.putInt(number);
                } else {
                    numbers.putShort((short) number);
                }
            }
            write(classesOf(row), numbers.flip());
        }
    }

    private long classesOf(int row) {
        return values + (long) info.images() * valueBytes() + (long) row * classBytes();
    }

    /** Reads the digest of the pixels of an image. */
    long digest(int row) throws IOException {
        return bytes(digests + (long) row * Long.BYTES, Long.BYTES).getLong();
    }

    /** Reads the map of an image. */
    LabelMap read(int row) throws IOException {
        ByteBuffer logits = bytes(values + (long) row * valueBytes(), valueBytes());
        float[] largest = new float[info.size()];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = info.half() ? HalfFloats.toFloat(logits.getShort()) : logits.getFloat();
        }
        int[] classes = null;
        if (!info.complete()) {
            ByteBuffer stored = bytes(classesOf(row), classBytes());
            classes = new int[info.size()];
            for (int i = 0; i < classes.length; i++) {
                classes[i] = wide(info) ? stored.getInt() : Short.toUnsignedInt(stored.getShort());
            }
        }
        return new LabelMap(largest, classes, info.classes().size(), info.height(), info.width());
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer bytes = buffer(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException(
                        folder.resolve(NAME) + " was truncated while it was read. Run `winnow relabel` again.");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
