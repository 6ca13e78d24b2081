package io.winnow.datasets.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
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
     * @param channels 1 or 3; colour becomes grey by its luma (ITU-R 601), transparency is dropped onto black
     * @throws CorruptImageException for bytes that are no image, or one of more than 64 million pixels
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
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new CorruptImageException(
                        example, "it declares " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels", null);
            }
            return convert(reader.read(0), channels);
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
            // Not through getRGB: it would apply the grey profile's gamma.
            byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int c = 0; c < channels; c++) {
                System.arraycopy(grey, 0, planes, c * area, area);
            }
        } else {
            int[] row = new int[width];
            for (int y = 0; y < height; y++) {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int x = 0; x < width; x++) {
                    int argb = row[x];
                    store(planes, area, y * width + x, argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff);
                }
            }
        }
        return new Image(channels, height, width, planes);
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
