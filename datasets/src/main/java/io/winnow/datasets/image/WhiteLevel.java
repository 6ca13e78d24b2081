package io.winnow.datasets.image;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The white sample value of a data set's images of more than 8 bits whose files do not declare it. Cameras and scanners store 10, 12 or 14
 * bits in samples of 16 bits without saying so; decoded as 16 bits, such images would be almost black.
 */
final class WhiteLevel {
    /** Largest values of 8, 10, 12, 14 and 16 bits. */
    private static final int[] LEVELS = {255, 1023, 4095, 16383, DecodeOptions.FULL_RANGE};

    /** The number of images of more than 8 bits that are decoded. */
    private static final int MOST_IMAGES = 2000;

    /** The number of images among which those of more than 8 bits are searched. */
    private static final int MOST_HEADS = 20_000;

    /** The number of bytes in which the header is found, in all formats except TIFF, whose header may be at its end. */
    private static final int HEAD = 64;

    private WhiteLevel() {}

    /**
     * Returns the lowest of 255, 1023, 4095, 16383 and 65535 that no sample exceeds, among up to 2,000 images of more than 8 bits. They are
     * chosen at even intervals among those that are found in up to 20,000 images, which are spread evenly over the data set. Damaged images
     * are ignored.
     *
     * @return empty if none of these images has more than 8 bits without a declared range
     */
    static OptionalInt measure(ImageFiles files) throws IOException {
        int[] deep = spread(files.labels().size(), MOST_HEADS);
        int found = 0;
        for (int index : deep) {
            if (mayBeDeep(files.read(index, (int) Math.min(HEAD, files.bytes(index)), 0))) {
                deep[found++] = index;
            }
        }
        int largest = -1;
        for (int place : spread(found, MOST_IMAGES)) {
            largest = Math.max(largest, largest(files, deep[place]));
            if (largest > LEVELS[LEVELS.length - 2]) {
                break;
            }
        }
        for (int level : LEVELS) {
            if (largest >= 0 && largest <= level) {
                return OptionalInt.of(level);
            }
        }
        return OptionalInt.empty();
    }

    /** Up to {@code most} numbers of [0, size), at even intervals. */
    private static int[] spread(int size, int most) {
        int count = Math.min(size, most);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * size / count))
                .toArray();
    }

    /**
     * Whether an image may have more than 8 bits and no declared range. PNM always declares its range, and the other formats have 8 bits.
     */
    private static boolean mayBeDeep(byte[] head) {
        ImageFormat format = ImageFormat.of(head).orElse(null);
        return format == ImageFormat.TIFF || (format == ImageFormat.PNG && head.length > 24 && head[24] == 16);
    }

    private static int largest(ImageFiles files, int index) throws IOException {
        try {
            return ImageDecoder.largestSample(files.key(index), files.content(index));
        } catch (CorruptImageException damaged) {
            return -1;
        }
    }
}
