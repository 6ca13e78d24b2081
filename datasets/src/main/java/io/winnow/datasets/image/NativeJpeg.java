package io.winnow.datasets.image;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes JPEG files of the usual kind by libjpeg-turbo in Leptonica, in their full size or at a half, a quarter or an eighth of it: by
 * inverse cosine transforms of fewer coefficients, as Pillow's draft mode does. The pixels are those of ImageIO, which takes longer and
 * knows no reduced size. Thread-safe.
 */
final class NativeJpeg {
    private static final Logger LOG = LoggerFactory.getLogger(NativeJpeg.class);
    private static final boolean AVAILABLE = isAvailable();

    private NativeJpeg() {}

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
                    "JPEG files are decoded by Java's own reader and at full size, which is slower: the native library that decodes them does"
                            + " not run on this system ({}).",
                    e.getMessage());
            return false;
        }
    }

    /**
     * Decodes a file.
     *
     * @param reduction 1, 2, 4 or 8
     * @param use what is made of the pixels: their sides are those of the file divided by the reduction and rounded up; they must not be read
     *     later
     * @return what was made of the pixels; empty if the file is damaged or the library does not run on this system, so that the file must be
     *     decoded in another way
     */
    static <T> Optional<T> decode(
            byte[] file, JpegFrame frame, DecodeOptions options, int reduction, Function<Pixels, T> use) {
        if (!AVAILABLE) {
            return Optional.empty();
        }
        int[] warnings = new int[1];
        PIX pix = leptonica.pixReadMemJpeg(file, file.length, 0, reduction, warnings, 0);
        if (pix == null || pix.isNull()) {
            return Optional.empty();
        }
        try {
            return warnings[0] == 0 && isExpected(pix, frame, reduction)
                    ? Optional.of(use.apply(new PixPixels(pix, options.channels(), frame, reduction)))
                    : Optional.empty();
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    private static boolean isExpected(PIX pix, JpegFrame frame, int reduction) {
        return leptonica.pixGetDepth(pix) == (frame.components() == 1 ? 8 : 32)
                && leptonica.pixGetWidth(pix) == ceil(frame.size().width(), reduction)
                && leptonica.pixGetHeight(pix) == ceil(frame.size().height(), reduction);
    }

    static int ceil(int length, int divisor) {
        return (length + divisor - 1) / divisor;
    }
}
