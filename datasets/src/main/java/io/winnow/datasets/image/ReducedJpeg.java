package io.winnow.datasets.image;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes JPEG files at a half, a quarter or an eighth of their size, by inverse cosine transforms of fewer coefficients, as Pillow's draft
 * mode does. ImageIO cannot do this. Decoding is by libjpeg-turbo in Leptonica. Thread-safe.
 */
final class ReducedJpeg {
    private static final Logger LOG = LoggerFactory.getLogger(ReducedJpeg.class);
    private static final boolean AVAILABLE = isAvailable();

    private ReducedJpeg() {}

    private static boolean isAvailable() {
        // JavaCPP would stop the program when it uses more memory than Java's heap may, which tensors and cached pixels
        // do.
        for (String limit : new String[] {"maxbytes", "maxphysicalbytes"}) {
            String key = "org.bytedeco.javacpp." + limit;
            if (System.getProperty(key) == null) {
                System.setProperty(key, "0");
            }
        }
        try {
            leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
            return true;
        } catch (LinkageError e) {
            LOG.warn(
                    "JPEG files are decoded at full size, which is slower: the native library that decodes them at reduced size does not"
                            + " run on this system ({}).",
                    e.getMessage());
            return false;
        }
    }

    /**
     * Decodes a file.
     *
     * @param reduction 2, 4 or 8
     * @return the image, whose sides are divided by the reduction and rounded up; empty if the file is damaged or the library does not run on
     *     this system, so that the file must be decoded in another way
     */
    static Optional<Image> decode(byte[] file, JpegFrame frame, DecodeOptions options, int reduction) {
        if (!AVAILABLE) {
            return Optional.empty();
        }
        try (BytePointer bytes = new BytePointer(file);
                IntPointer warnings = new IntPointer(1)) {
            PIX pix = leptonica.pixReadMemJpeg(bytes, file.length, 0, reduction, warnings, 0);
            if (pix == null || pix.isNull()) {
                return Optional.empty();
            }
            try {
                return warnings.get() == 0 ? image(pix, frame, options, reduction) : Optional.empty();
            } finally {
                leptonica.pixDestroy(pix);
            }
        }
    }

    private static Optional<Image> image(PIX pix, JpegFrame frame, DecodeOptions options, int reduction) {
        int width = leptonica.pixGetWidth(pix);
        int height = leptonica.pixGetHeight(pix);
        int bits = leptonica.pixGetDepth(pix);
        if (bits != (frame.components() == 1 ? 8 : 32)
                || width != ceil(frame.size().width(), reduction)
                || height != ceil(frame.size().height(), reduction)) {
            return Optional.empty();
        }
        int wordsPerLine = leptonica.pixGetWpl(pix);
        int[] words = new int[height * wordsPerLine];
        leptonica.pixGetData(pix).get(words);
        PixelWriter pixels = new PixelWriter(options, height, width);
        if (bits == 8) {
            pixels.writeGreyWords(words, wordsPerLine);
        } else {
            pixels.writeColorWords(words, wordsPerLine);
        }
        return Optional.of(pixels.image());
    }

    private static int ceil(int length, int divisor) {
        return (length + divisor - 1) / divisor;
    }
}
