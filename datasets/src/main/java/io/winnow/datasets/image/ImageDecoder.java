package io.winnow.datasets.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, WebP, GIF and BMP through ImageIO with the TwelveMonkeys readers, which read what cameras and the web really
 * write (CMYK, broken profiles). Safe for several threads.
 */
public final class ImageDecoder {
    /** More pixels than any photograph that is fed to an encoder; a small file can declare as many as it likes. */
    private static final long MOST_PIXELS = 64L << 20;

    static {
        ImageIO.setUseCache(false);
    }

    private ImageDecoder() {}

    /**
     * Decodes one image.
     *
     * @param example what errors call it
     * @param channels 1 or 3; colour becomes grey by its luma (ITU-R 601), what is transparent lies on black, and of 16 bits the upper 8
     *     are taken
     * @throws CorruptImageException for bytes that are no image, an image that is cut short, or one of more than 64 million pixels
     */
    public static Image decode(String example, byte[] encoded, int channels) throws CorruptImageException {
        ImageReader reader = null;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new CorruptImageException(
                        example,
                        "its " + encoded.length + " bytes are of no known format (JPEG, PNG, WebP, GIF, BMP)",
                        null);
            }
            reader = readers.next();
            reader.setInput(in, true, true);
            AtomicReference<String> cut = new AtomicReference<>();
            reader.addIIOReadWarningListener((source, warning) -> {
                if (tellsOfCut(warning)) {
                    cut.set(warning);
                }
            });
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new CorruptImageException(
                        example, "it declares " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels", null);
            }
            BufferedImage image = reader.read(0);
            if (cut.get() != null) {
                throw new CorruptImageException(example, "it is cut short (" + cut.get() + ")", null);
            }
            return convert(image, channels);
        } catch (CorruptImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers throw all kinds of runtime exceptions on damaged input.
            throw new CorruptImageException(example, String.valueOf(e.getMessage()), e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /**
     * The JPEG library fills up with grey what a cut file lacks, and warns: of the marker that is missing at the end, or of a scan that
     * ends early. Its other warnings, such as of an odd profile, are of images that are whole.
     */
    private static boolean tellsOfCut(String warning) {
        return warning.contains("Missing EOI") || warning.contains("premature end");
    }

    private static Image convert(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        int area = width * height;
        byte[] planes = new byte[channels * area];
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < area; i++) {
                store(planes, area, i, bgr[3 * i + 2] & 0xff, bgr[3 * i + 1] & 0xff, bgr[3 * i] & 0xff);
            }
        } else if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int c = 0; c < channels; c++) {
                System.arraycopy(grey, 0, planes, c * area, area);
            }
        } else if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            storeGrey(image, planes, area);
        } else {
            int[] row = new int[width];
            for (int y = 0; y < height; y++) {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int x = 0; x < width; x++) {
                    int argb = row[x];
                    int alpha = argb >>> 24;
                    store(
                            planes,
                            area,
                            y * width + x,
                            onBlack(argb >> 16 & 0xff, alpha),
                            onBlack(argb >> 8 & 0xff, alpha),
                            onBlack(argb & 0xff, alpha));
                }
            }
        }
        return new Image(channels, height, width, planes);
    }

    /** Grey of 16 bits or with transparency, as it is stored: getRGB would apply the grey profile's gamma. */
    private static void storeGrey(BufferedImage image, byte[] planes, int area) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int shift = raster.getSampleModel().getSampleSize(0) - 8;
        boolean transparent = image.getColorModel().hasAlpha();
        int[] greys = new int[width];
        int[] alphas = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, greys);
            if (transparent) {
                raster.getSamples(0, y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                int grey = greys[x] >> shift;
                int shown = transparent ? onBlack(grey, alphas[x] >> shift) : grey;
                store(planes, area, y * width + x, shown, shown, shown);
            }
        }
    }

    private static int onBlack(int value, int alpha) {
        return (value * alpha + 127) / 255;
    }

    private static void store(byte[] planes, int area, int position, int red, int green, int blue) {
        if (planes.length == area) {
            planes[position] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        } else {
            planes[position] = (byte) red;
            planes[area + position] = (byte) green;
            planes[2 * area + position] = (byte) blue;
        }
    }
}
