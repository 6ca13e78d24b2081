package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import java.util.Locale;
import java.util.Map;

/**
 * How encoded images become pixels. Equal options give equal pixels for the same file, so a model stores the options by which its training
 * images were decoded.
 *
 * @param channels 1 (grey) or 3 (red, green, blue); every image is converted to this number
 * @param background the colour 0xRRGGBB that is shown behind transparent pixels
 * @param whiteLevel the sample value that becomes 255 in images of more than 8 bits whose file does not declare its own range, from 255 to
 *     65535
 */
public record DecodeOptions(int channels, int background, int whiteLevel) {
    /** The default background: most pictures with transparency were designed for a white page. */
    public static final int WHITE = 0xffffff;

    /** The largest sample of 16 bits. */
    public static final int FULL_RANGE = 65535;

    private static final Map<String, Integer> NAMES = Map.of("white", WHITE, "black", 0);

    public DecodeOptions {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("Images can be decoded to 1 or 3 channels, found " + channels + ".");
        }
        if (background < 0 || background > WHITE) {
            throw new IllegalArgumentException("The background must be a colour 0xRRGGBB, found " + background + ".");
        }
        if (whiteLevel < 255 || whiteLevel > FULL_RANGE) {
            throw new IllegalArgumentException(
                    "The white level must be from 255 to " + FULL_RANGE + ", found " + whiteLevel + ".");
        }
    }

    /** Returns options with a white background, in which samples of 16 bits use their full range. */
    public static DecodeOptions of(int channels) {
        return new DecodeOptions(channels, WHITE, FULL_RANGE);
    }

    public DecodeOptions withBackground(int color) {
        return new DecodeOptions(channels, color, whiteLevel);
    }

    public DecodeOptions withWhiteLevel(int level) {
        return new DecodeOptions(channels, background, level);
    }

    /**
     * Parses a colour.
     *
     * @param text {@code white}, {@code black} or {@code #rrggbb}
     * @throws DataException if the text is none of these
     */
    public static int color(String text) throws DataException {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (NAMES.containsKey(name)) {
            return NAMES.get(name);
        }
        if (name.matches("#[0-9a-f]{6}")) {
            return Integer.parseInt(name.substring(1), 16);
        }
        throw new DataException("'" + text + "' is not a colour. Write white, black or \"#rrggbb\" (hexadecimal).");
    }
}
