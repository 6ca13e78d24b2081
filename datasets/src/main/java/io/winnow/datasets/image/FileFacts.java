package io.winnow.datasets.image;

import static io.winnow.datasets.image.ImageFormat.ascii;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;

/**
 * What the header and the metadata of an encoded image say in addition to its pixels. Damaged metadata are treated as absent, since they do
 * not affect the pixels.
 *
 * @param orientation orientation from 1 to 8, as in {@link Orientation}
 * @param frames number of images in the file (pages, or frames of an animation); 2 stands for several
 * @param bits bits per sample; 0 if there are at most 8 or the number is unknown
 * @param significantBits significant bits that the file declares for samples of more than 8 bits; 0 if it declares none
 * @param largest the sample value that the file declares as white; 0 if it declares none
 * @param greyKey transparent grey level (0 to 255) of a PNG with less than 8 bits, which the PNG reader misinterprets; -1 if there is none
 * @param extraSamples the meaning of the fourth channel in TIFF: 0 no transparency, 1 the colours are premultiplied by it, 2 (and in other
 *     formats) they are not premultiplied
 * @param refused why the image cannot be decoded as intended; empty if it can
 */
record FileFacts(
        int orientation,
        int frames,
        int bits,
        int significantBits,
        int largest,
        int greyKey,
        int extraSamples,
        String refused) {
    /** Facts of an image without special properties. */
    private static final FileFacts PLAIN = new FileFacts(Orientation.UPRIGHT, 1, 0, 0, 0, -1, 2, "");

    /** Such a profile takes a few kilobytes, but a small chunk may claim to unpack to any size. */
    private static final int MOST_INFLATED = 1 << 20;

    static FileFacts of(ImageFormat format, byte[] file) {
        try {
            return switch (format) {
                case JPEG -> PLAIN.with(JpegFile.of(file).orientation(file), 1);
                case PNG -> ofPng(file);
                case WEBP -> ofWebp(file);
                case TIFF -> ofTiff(file);
                case PNM -> ofPnm(file);
                case GIF -> PLAIN.with(Orientation.UPRIGHT, GifLayout.of(file).frames());
                case BMP -> PLAIN;
            };
        } catch (IOException | RuntimeException damaged) {
            return PLAIN;
        }
    }

    private FileFacts with(int itsOrientation, int itsFrames) {
        return new FileFacts(itsOrientation, itsFrames, bits, significantBits, largest, greyKey, extraSamples, refused);
    }

    private static FileFacts ofPng(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file);
        int bits = file[24] == 16 ? 16 : 0;
        boolean narrowGrey = file[25] == 0 && file[24] < 8;
        int greyKey = -1;
        byte[] exif = null;
        byte[] rawExif = null;
        byte[] xmp = null;
        int significant = 0;
        int frames = 1;
        int at = 8;
        while (at + 12 <= file.length) {
            int length = in.getInt(at);
            int begin = at + 8;
            if (length < 0 || length > file.length - begin) {
                break;
            }
            String type = ascii(file, at + 4, 4);
            byte[] content = type.equals("IDAT") ? null : Arrays.copyOfRange(file, begin, begin + length);
            switch (type) {
                case "eXIf" -> exif = content;
                case "sBIT" -> significant = content.length > 0 ? content[0] & 0xff : 0;
                case "acTL" -> frames = in.getInt(begin) > 1 ? 2 : 1;
                case "tRNS" -> greyKey = narrowGrey ? (in.getShort(begin) & 0xff) * 255 / ((1 << file[24]) - 1) : -1;
                case "iTXt" -> xmp = startsWith(content, "XML:com.adobe.xmp\0") ? international(content) : xmp;
                case "zTXt", "tEXt" -> {
                    if (startsWith(content, "Raw profile type exif\0")
                            || startsWith(content, "Raw profile type APP1\0")) {
                        rawExif = rawProfile(content, type.equals("zTXt"));
                    }
                }
                default -> {}
            }
            at = begin + length + 4;
        }
        return new FileFacts(
                Orientation.of(exif != null ? exif : rawExif, xmp),
                frames,
                bits,
                bits == 16 ? significant : 0,
                0,
                greyKey,
                2,
                "");
    }

    private static boolean startsWith(byte[] content, String key) {
        return content.length > key.length() && ascii(content, 0, key.length()).equals(key);
    }

    /** Returns the text of an iTXt chunk, which consists of: key, 0, compression flag, method, language, 0, translated key, 0, text. */
    private static byte[] international(byte[] content) throws IOException {
        int at = zero(content, 0) + 1;
        boolean compressed = content[at] == 1;
        at = zero(content, zero(content, at + 2) + 1) + 1;
        byte[] text = Arrays.copyOfRange(content, at, content.length);
        return compressed ? inflate(text) : text;
    }

    /**
     * Returns a profile as ImageMagick writes it: key, 0, (in zTXt the method, 0, and compressed from here) lines with name and length,
     * then hexadecimal digits.
     */
    private static byte[] rawProfile(byte[] content, boolean compressed) throws IOException {
        int begin = zero(content, 0) + (compressed ? 2 : 1);
        byte[] text = Arrays.copyOfRange(content, begin, content.length);
        String profile = new String(compressed ? inflate(text) : text, StandardCharsets.ISO_8859_1);
        String[] parts = profile.strip().split("\\s+", 3);
        return HexFormat.of().parseHex(parts[2].replaceAll("\\s", ""));
    }

    private static int zero(byte[] content, int from) {
        int at = from;
        while (content[at] != 0) {
            at++;
        }
        return at;
    }

    private static byte[] inflate(byte[] compressed) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return in.readNBytes(MOST_INFLATED);
        }
    }

    private static FileFacts ofWebp(byte[] file) {
        WebpFile webp = WebpFile.of(file);
        return PLAIN.with(
                Orientation.of(webp.chunk(file, "EXIF"), webp.chunk(file, "XMP ")), webp.frames() > 1 ? 2 : 1);
    }

    private static FileFacts ofTiff(byte[] file) {
        TiffTags tags = TiffTags.of(file, 0);
        int orientation = tags.number(TiffTags.ORIENTATION)
                .filter(value -> value >= 1 && value <= 8)
                .map(Long::intValue)
                .orElseGet(() -> Orientation.of(null, tags.bytes().get(TiffTags.XMP)));
        int bits = tags.number(TiffTags.BITS_PER_SAMPLE).orElse(1L).intValue();
        int largest = 0;
        if (bits > 8 && bits <= 16) {
            long whole = (1L << bits) - 1;
            long declared = tags.number(TiffTags.MAX_SAMPLE).orElse(0L);
            // Some writers put the default of 16 bits or an invalid value here, which says nothing.
            largest = declared > 255 && declared < whole ? (int) declared : bits < 16 ? (int) whole : 0;
        }
        int extra = tags.number(TiffTags.EXTRA_SAMPLES).orElse(2L).intValue();
        return new FileFacts(
                orientation, tags.pages() > 1 ? 2 : 1, bits > 8 ? bits : 0, 0, largest, -1, extra, refused(tags, bits));
    }

    /** Only those who wrote samples of other number types know which value is white. */
    private static String refused(TiffTags tags, int bits) {
        String kind =
                switch (tags.number(TiffTags.SAMPLE_FORMAT).orElse(1L).intValue()) {
                    case 2 -> "signed whole numbers";
                    case 3 -> "real numbers";
                    case 5, 6 -> "complex numbers";
                    default -> bits > 16 ? "whole numbers" : "";
                };
        return kind.isEmpty()
                ? ""
                : "it is a TIFF of " + bits + "-bit " + kind
                        + ", and the file does not say which value is white; convert it to 8 or 16 bits";
    }

    /**
     * Reads the header of the plain and the raw PNM formats: magic number, width, height and (except in bitmaps) the largest value. The
     * reader scales samples of more than 8 bits from that value to the full range of 16 bits.
     */
    private static FileFacts ofPnm(byte[] file) {
        if (file[1] == '1' || file[1] == '4') {
            return PLAIN;
        }
        String header = ascii(file, 0, Math.min(file.length, 1 << 12)).replaceAll("#[^\n\r]*", " ");
        boolean deep = Integer.parseInt(header.strip().split("\\s+", 5)[3]) > 255;
        return deep ? new FileFacts(Orientation.UPRIGHT, 1, 16, 0, DecodeOptions.FULL_RANGE, -1, 2, "") : PLAIN;
    }
}
