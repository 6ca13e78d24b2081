package io.winnow.datasets.image;

import static io.winnow.datasets.image.ImageFormat.ascii;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The segments of a JPEG file before the first scan (ITU-T T.81, B.1.1).
 *
 * @param applications the segments APP1 and APP2
 */
record JpegFile(List<Segment> applications) {
    private static final String EXIF = "Exif\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String PROFILE = "ICC_PROFILE\0";

    /**
     * A segment.
     *
     * @param begin index of its marker
     * @param content index of its content, after marker and length
     * @param end index after its content
     */
    record Segment(int begin, int content, int end) {}

    static JpegFile of(byte[] file) {
        List<Segment> segments = new ArrayList<>();
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (marker == 0xda || marker == 0xd9) {
                break;
            }
            int end = at + 2 + Math.max(2, ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
            if ((marker == 0xe1 || marker == 0xe2) && end <= file.length) {
                segments.add(new Segment(at, at + 4, end));
            }
            at = end;
        }
        return new JpegFile(segments);
    }

    /** The orientation that EXIF or XMP declares. */
    int orientation(byte[] file) {
        return Orientation.of(content(file, EXIF, 0), content(file, XMP, XMP.length()));
    }

    private byte[] content(byte[] file, String name, int skipped) {
        for (Segment segment : applications) {
            if (named(file, segment, name)) {
                return Arrays.copyOfRange(file, segment.content + skipped, segment.end);
            }
        }
        return null;
    }

    private static boolean named(byte[] file, Segment segment, String name) {
        return segment.end - segment.content >= name.length()
                && ascii(file, segment.content, name.length()).equals(name);
    }

    /**
     * Returns the file without its colour profile, which the reader would apply. Pixels of all formats are used as they are stored, as in
     * Pillow, since published weights were trained on such pixels.
     */
    byte[] withoutProfile(byte[] file) {
        byte[] kept = null;
        int from = 0;
        int length = 0;
        for (Segment segment : applications) {
            if (named(file, segment, PROFILE)) {
                kept = kept == null ? new byte[file.length] : kept;
                System.arraycopy(file, from, kept, length, segment.begin - from);
                length += segment.begin - from;
                from = segment.end;
            }
        }
        if (kept == null) {
            return file;
        }
        System.arraycopy(file, from, kept, length, file.length - from);
        return Arrays.copyOf(kept, length + file.length - from);
    }
}
