package io.winnow.datasets.image;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * The white sample value of a data set's images of more than 8 bits whose files do not declare it. Cameras and scanners store 10, 12 or 14
 * bits in samples of 16 bits without saying so; decoded as 16 bits, such images would be almost black.
 */
public final class WhiteLevel {
    /** Largest values of 8, 10, 12, 14 and 16 bits. */
    private static final int[] LEVELS = {255, 1023, 4095, 16383, DecodeOptions.FULL_RANGE};

    private static final int MOST_IMAGES = 2000;
    /** The number of bytes in which the header is found, in all formats except TIFF, whose header may be at its end. */
    private static final int HEAD = 64;

    private WhiteLevel() {}

    /**
     * Returns the lowest of 255, 1023, 4095, 16383 and 65535 that no sample exceeds, among up to 2,000 examples spread evenly over the data
     * set. Damaged images are ignored.
     *
     * @return empty if none of these examples has more than 8 bits without a declared range
     */
    public static OptionalInt measure(ImageDataset images) throws IOException {
        if (!(images instanceof EncodedImages files)) {
            return OptionalInt.empty();
        }
        int largest = -1;
        int looked = Math.min(MOST_IMAGES, files.size());
        for (int i = 0; i < looked && largest <= LEVELS[LEVELS.length - 2]; i++) {
            int index = (int) ((long) i * files.size() / looked);
            if (mayBeDeep(files.head(index, HEAD))) {
                largest = Math.max(largest, largest(files.key(index), files.encoded(index)));
            }
        }
        for (int level : LEVELS) {
            if (largest >= 0 && largest <= level) {
                return OptionalInt.of(level);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Whether an image may have more than 8 bits and no declared range. PNM always declares its range, and the other formats have 8 bits.
     */
    private static boolean mayBeDeep(byte[] head) {
        ImageFormat format = ImageFormat.of(head).orElse(null);
        return format == ImageFormat.TIFF || (format == ImageFormat.PNG && head.length > 24 && head[24] == 16);
    }

    private static int largest(String key, byte[] encoded) {
        try {
            return ImageDecoder.largestSample(key, encoded);
        } catch (CorruptImageException damaged) {
            return -1;
        }
    }
}
