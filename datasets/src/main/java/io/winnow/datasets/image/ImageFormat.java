package io.winnow.datasets.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The image formats that are supported. A file is recognised as an image by the ending of its name, but it is decoded by its content alone,
 * so a PNG file named {@code .jpg} is decoded correctly.
 */
public enum ImageFormat {
    JPEG("jpeg", "jpg", "jpeg", "jpe", "jfif"),
    PNG("png", "png"),
    WEBP("webp", "webp"),
    GIF("gif", "gif"),
    BMP("bmp", "bmp"),
    TIFF("tiff", "tif", "tiff"),
    PNM("pnm", "ppm", "pgm", "pbm", "pnm");

    private static final Map<String, ImageFormat> BY_ENDING = Arrays.stream(values())
            .flatMap(format -> format.endings.stream().map(ending -> Map.entry(ending, format)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String imageIoName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
    private final List<String> endings;

    ImageFormat(String imageIoName, String... endings) {
        this.imageIoName = imageIoName;
        this.endings = List.of(endings);
    }

    /** The name of the format in ImageIO. */
    String imageIoName() {
        return imageIoName;
    }

    /** Endings of file names, in lower case and without the dot. */
    public List<String> endings() {
        return endings;
    }

    /** All endings as a list in a sentence: {@code .jpg, .jpeg, ..}. */
    public static String allEndings() {
        return Arrays.stream(values())
                .flatMap(format -> format.endings.stream())
                .map(ending -> "." + ending)
                .collect(Collectors.joining(", "));
    }

    /** Whether a file with this name is read as an image: the part after its last dot is one of the endings, in upper or lower case. */
    public static boolean isImage(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot >= 0 && isEnding(fileName.substring(dot + 1));
    }

    /** Whether this is the ending of an image, given without the dot. */
    public static boolean isEnding(String ending) {
        return BY_ENDING.containsKey(ending.toLowerCase(Locale.ROOT));
    }

    /** Detects the format of an encoded image from its first bytes. */
    static Optional<ImageFormat> of(byte[] file) {
        if (starts(file, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        } else if (starts(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        } else if (starts(file, 'R', 'I', 'F', 'F')
                && file.length >= 12
                && ascii(file, 8, 4).equals("WEBP")) {
            return Optional.of(WEBP);
        } else if (starts(file, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        } else if (starts(file, 'B', 'M')) {
            return Optional.of(BMP);
        } else if (starts(file, 'I', 'I', 42, 0)
                || starts(file, 'M', 'M', 0, 42)
                || starts(file, 'I', 'I', 43, 0)
                || starts(file, 'M', 'M', 0, 43)) {
            return Optional.of(TIFF);
        } else if (file.length > 3 && file[0] == 'P' && file[1] >= '1' && file[1] <= '6' && isBlank(file[2])) {
            return Optional.of(PNM);
        }
        return Optional.empty();
    }

    /** Describes bytes that have none of the supported formats, as far as their beginning tells. */
    static String describeUnknown(byte[] file) {
        String read = "images that are read are JPEG, PNG, WebP, GIF, BMP, TIFF and PNM";
        if (file.length == 0) {
            return "the file is empty (0 bytes)";
        }
        String other = otherKind(file);
        return other.isEmpty()
                ? "its " + file.length + " bytes are of no known format; " + read
                : "it is " + other + ", which is not read; " + read;
    }

    private static String otherKind(byte[] file) {
        if (file.length >= 12 && ascii(file, 4, 4).equals("ftyp")) {
            String brand = ascii(file, 8, 4);
            return brand.startsWith("avi")
                    ? "an AVIF image"
                    : brand.startsWith("he") || brand.startsWith("mif") ? "an HEIF image (HEIC)" : "a video (MP4)";
        } else if (starts(file, '%', 'P', 'D', 'F')) {
            return "a PDF document";
        } else if (starts(file, 'P', 'K', 3, 4)) {
            return "a zip archive";
        } else if (starts(file, 0x1f, 0x8b)) {
            return "gzip data";
        } else if (starts(file, 0xff, 0x0a) || starts(file, 0, 0, 0, 12, 'J', 'X', 'L')) {
            return "a JPEG XL image";
        } else if (starts(file, 0, 0, 0, 12, 'j', 'P')) {
            return "a JPEG 2000 image";
        } else if (starts(file, '8', 'B', 'P', 'S')) {
            return "a Photoshop document";
        } else if (ascii(file, 0, Math.min(24, file.length)).startsWith("version https://git-lfs")) {
            return "the pointer of Git LFS to a file that was not fetched";
        }
        String text = ascii(file, 0, Math.min(256, file.length)).strip().toLowerCase(Locale.ROOT);
        return text.startsWith("<svg") || text.contains("<svg ")
                ? "an SVG drawing"
                : text.startsWith("<!doctype html") || text.startsWith("<html") ? "an HTML page" : "";
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t' || character == '#';
    }

    private static boolean starts(byte[] file, int... magic) {
        if (file.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    static String ascii(byte[] bytes, int begin, int length) {
        return new String(bytes, begin, length, StandardCharsets.ISO_8859_1);
    }
}
