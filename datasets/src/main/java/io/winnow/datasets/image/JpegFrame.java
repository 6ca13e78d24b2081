package io.winnow.datasets.image;

import static io.winnow.datasets.image.ImageFormat.ascii;

import java.util.Optional;

/**
 * The frame of a JPEG file of the usual kind (ITU-T T.81, B.2.2): 8 bits, grey or YCbCr, with colours at full resolution, or at half of it
 * along one or both axes. All decoders agree on the pixels of such files.
 *
 * @param components 1 (grey) or 3 (YCbCr)
 */
record JpegFrame(ImageSize size, int components) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    /** Returns the frame of a complete file of the usual kind; empty for other files. */
    static Optional<JpegFrame> of(byte[] file) {
        JpegFrame frame = null;
        int at = 2;
        while (at + 4 <= file.length && at(file, at) == 0xff) {
            int marker = at(file, at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            int content = at + 4;
            int end = at + 2 + (at(file, at + 2) << 8 | at(file, at + 3));
            if (end <= at + 4 || end > file.length) {
                return Optional.empty();
            }
            if (marker == START_OF_SCAN) {
                return frame != null && isComplete(file, end) ? Optional.of(frame) : Optional.empty();
            } else if (marker == 0xee && isOtherColor(file, content, end)) {
                return Optional.empty();
            } else if (marker >= 0xc0 && marker <= 0xc2) {
                frame = frame == null ? frame(file, content, end) : null;
                if (frame == null) {
                    return Optional.empty();
                }
            } else if (marker > 0xc2 && marker <= 0xcf && marker != 0xc4) {
                return Optional.empty();
            }
            at = end;
        }
        return Optional.empty();
    }

    private static JpegFrame frame(byte[] file, int content, int end) {
        if (end - content < 9 || at(file, content) != 8) {
            return null;
        }
        int height = at(file, content + 1) << 8 | at(file, content + 2);
        int width = at(file, content + 3) << 8 | at(file, content + 4);
        int components = at(file, content + 5);
        if (height == 0 || width == 0 || end - content < 6 + 3 * components) {
            return null;
        }
        ImageSize size = new ImageSize(height, width);
        if (components == 1) {
            return new JpegFrame(size, 1);
        }
        if (components != 3) {
            return null;
        }
        for (int c = 0; c < 3; c++) {
            if (at(file, content + 6 + 3 * c) != c + 1) {
                return null;
            }
        }
        int luma = at(file, content + 7);
        boolean plain = at(file, content + 10) == 0x11 && at(file, content + 13) == 0x11;
        return plain && (luma == 0x11 || luma == 0x21 || luma == 0x22) ? new JpegFrame(size, 3) : null;
    }

    /** Whether a segment APP14 of Adobe says that the colours are not YCbCr. */
    private static boolean isOtherColor(byte[] file, int content, int end) {
        return end - content >= 12 && ascii(file, content, 5).equals("Adobe") && at(file, content + 11) != 1;
    }

    /** Whether the scans end with their marker, which cannot occur within them. Trailing data may follow. */
    private static boolean isComplete(byte[] file, int scan) {
        for (int i = file.length - 2; i >= scan; i--) {
            if (at(file, i) == 0xff && at(file, i + 1) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    private static int at(byte[] file, int place) {
        return file[place] & 0xff;
    }
}
