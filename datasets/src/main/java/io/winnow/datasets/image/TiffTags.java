package io.winnow.datasets.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The integer tags in the first directory of a TIFF structure (TIFF 6.0, section 2; BigTIFF), which is used by TIFF files and by the EXIF
 * blocks of other formats. Of a damaged structure, the tags before the damage are returned.
 *
 * @param numbers first value of each tag
 * @param bytes values of tags of single bytes, such as embedded XMP
 * @param pages number of full-size images in the chain of directories
 */
record TiffTags(Map<Integer, Long> numbers, Map<Integer, byte[]> bytes, int pages) {
    static final int REDUCED = 254;
    static final int BITS_PER_SAMPLE = 258;
    static final int COMPRESSION = 259;
    static final int ORIENTATION = 274;
    static final int MAX_SAMPLE = 281;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int XMP = 700;

    private static final int MOST_PAGES = 1 << 16;

    /** Parses the structure that begins at an index; the result has no tags if there is no such structure. */
    static TiffTags of(byte[] file, int begin) {
        TiffTags tags = new TiffTags(new HashMap<>(), new HashMap<>(), 0);
        if (begin < 0 || begin + 8 > file.length) {
            return tags;
        }
        ByteBuffer in = ByteBuffer.wrap(file, begin, file.length - begin).slice();
        in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int pages = 0;
        try {
            boolean big = in.getShort(2) == 43;
            long next = big ? in.getLong(8) : in.getInt(4) & 0xffffffffL;
            for (int directory = 0; next > 0 && directory < MOST_PAGES; directory++) {
                Map<Integer, Long> numbers = directory == 0 ? tags.numbers : new HashMap<>();
                next = read(in, Math.toIntExact(next), big, numbers, directory == 0 ? tags.bytes : new HashMap<>());
                // Bit 0 marks a smaller version of another image of the file, such as a thumbnail.
                pages += directory == 0 || (numbers.getOrDefault(REDUCED, 0L) & 1) == 0 ? 1 : 0;
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException damaged) {
            // The tags before the damage are used.
        }
        return new TiffTags(tags.numbers, tags.bytes, pages);
    }

    /** Parses a directory and returns where the next one begins. */
    private static long read(
            ByteBuffer in, int offset, boolean big, Map<Integer, Long> numbers, Map<Integer, byte[]> bytes) {
        long entries = big ? in.getLong(offset) : in.getShort(offset) & 0xffff;
        int first = offset + (big ? 8 : 2);
        int size = big ? 20 : 12;
        for (int i = 0; i < entries; i++) {
            int entry = first + i * size;
            int tag = in.getShort(entry) & 0xffff;
            int type = in.getShort(entry + 2) & 0xffff;
            long count = big ? in.getLong(entry + 4) : in.getInt(entry + 4) & 0xffffffffL;
            int value = entry + (big ? 12 : 8);
            int width = type == 1 || type == 2 || type == 7 ? 1 : type == 3 ? 2 : type == 4 ? 4 : type == 16 ? 8 : 0;
            if (width == 0 || count < 1) {
                continue;
            }
            if (count * width > (big ? 8 : 4)) {
                long elsewhere = big ? in.getLong(value) : in.getInt(value) & 0xffffffffL;
                if (elsewhere + count * width > in.limit()) {
                    continue;
                }
                value = (int) elsewhere;
            }
            numbers.putIfAbsent(
                    tag,
                    width == 1
                            ? in.get(value) & 0xffL
                            : width == 2
                                    ? in.getShort(value) & 0xffffL
                                    : width == 4 ? in.getInt(value) & 0xffffffffL : in.getLong(value));
            if (width == 1) {
                byte[] content = new byte[(int) count];
                in.get(value, content);
                bytes.putIfAbsent(tag, content);
            }
        }
        int next = Math.toIntExact(first + entries * size);
        return big ? in.getLong(next) : in.getInt(next) & 0xffffffffL;
    }

    Optional<Long> number(int tag) {
        return Optional.ofNullable(numbers.get(tag));
    }
}
