package io.winnow.datasets.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation of a stored image: the values 1 to 8 of the orientation tag of EXIF 2.32 (TIFF tag 274). A camera stores the picture as
 * the sensor captured it and records how the camera was held.
 */
final class Orientation {
    static final int UPRIGHT = 1;

    private static final Pattern XMP = Pattern.compile("tiff:Orientation\\s*(?:=\\s*[\"']|>)\\s*([1-8])");

    private Orientation() {}

    /**
     * Returns the orientation that metadata declare: that of EXIF, or else that of XMP. Damaged or contradictory metadata mean upright.
     *
     * @param exif the TIFF structure of EXIF, which may follow the six bytes {@code Exif\0\0}; null if there is none
     * @param xmp the XML of XMP; null if there is none
     */
    static int of(byte[] exif, byte[] xmp) {
        return fromExif(exif).or(() -> fromXmp(xmp)).orElse(UPRIGHT);
    }

    private static Optional<Integer> fromExif(byte[] exif) {
        if (exif == null) {
            return Optional.empty();
        }
        boolean marked = exif.length > 6 && ImageFormat.ascii(exif, 0, 4).equals("Exif");
        return TiffTags.of(exif, marked ? 6 : 0).number(TiffTags.ORIENTATION).flatMap(Orientation::valid);
    }

    private static Optional<Integer> fromXmp(byte[] xmp) {
        if (xmp == null) {
            return Optional.empty();
        }
        Matcher matcher = XMP.matcher(new String(xmp, StandardCharsets.UTF_8));
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    private static Optional<Integer> valid(long value) {
        return value >= 1 && value <= 8 ? Optional.of((int) value) : Optional.empty();
    }

    /** Returns the size of an image that is set upright. */
    static ImageSize upright(ImageSize stored, int orientation) {
        return orientation >= 5 ? new ImageSize(/* height= */ stored.width(), /* width= */ stored.height()) : stored;
    }

    /** Returns pixels set upright. */
    static Pixels upright(Pixels stored, int orientation) {
        return orientation == UPRIGHT
                ? stored
                : new PlanarPixels(
                        upright(stored.image(), orientation),
                        upright(stored.original(), orientation),
                        stored.reduction());
    }

    /** Returns the image set upright. */
    static Image upright(Image stored, int orientation) {
        if (orientation == UPRIGHT) {
            return stored;
        }
        boolean swapped = orientation >= 5;
        int height = swapped ? stored.width() : stored.height();
        int width = swapped ? stored.height() : stored.width();
        // The directions in the stored image that correspond to an increasing row and column of the upright image.
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] pixels = new byte[stored.pixels().length];
        int plane = height * width;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                int from = (fromBottom ? stored.height() - 1 - row : row) * stored.width()
                        + (fromRight ? stored.width() - 1 - column : column);
                for (int c = 0; c < stored.channels(); c++) {
                    pixels[c * plane + y * width + x] = stored.pixels()[c * plane + from];
                }
            }
        }
        return new Image(stored.channels(), height, width, pixels);
    }
}
