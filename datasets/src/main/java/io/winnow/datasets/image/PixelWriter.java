package io.winnow.datasets.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.EnumSet;
import java.util.Set;

/** Converts the images that the readers of ImageIO return to planes of 8 bits. An instance writes one image once. */
final class PixelWriter {
    private final DecodeOptions options;
    private final int height;
    private final int width;
    private final int area;
    private final byte[] planes;
    private final int[] background;
    private final Set<Alteration> alterations = EnumSet.noneOf(Alteration.class);

    PixelWriter(DecodeOptions options, int height, int width) {
        this.options = options;
        this.height = height;
        this.width = width;
        area = height * width;
        planes = new byte[options.channels() * area];
        background = new int[] {
            options.background() >> 16 & 0xff, options.background() >> 8 & 0xff, options.background() & 0xff
        };
    }

    /** The written image. */
    Image image() {
        return new Image(options.channels(), height, width, planes);
    }

    /** The alterations that were made while the image was written. */
    Set<Alteration> alterations() {
        return alterations;
    }

    /** Writes an image of the full size. */
    void write(BufferedImage image, FileFacts facts) {
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int i = 0; i < area; i++) {
                store(i, bgr[3 * i + 2] & 0xff, bgr[3 * i + 1] & 0xff, bgr[3 * i] & 0xff);
            }
        } else if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int c = 0; c < options.channels(); c++) {
                System.arraycopy(grey, 0, planes, c * area, area);
            }
        } else if (isPlainSamples(image.getColorModel())) {
            writeSamples(image, facts);
        } else {
            writeColors(image, 0, 0);
        }
        if (facts.greyKey() >= 0) {
            clear((byte) facts.greyKey());
        }
    }

    /**
     * Whether the samples of a grey or RGB image are its colours. They are used as they are stored, whereas {@code getRGB} would apply the
     * gamma of the grey colour space, or a colour profile.
     */
    private static boolean isPlainSamples(ColorModel model) {
        int space = model.getColorSpace().getType();
        return model instanceof ComponentColorModel
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    private void writeSamples(BufferedImage image, FileFacts facts) {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int bits = model.getComponentSize(0);
        int colors = model.getNumColorComponents();
        boolean transparent = model.hasAlpha() && facts.extraSamples() != 0;
        boolean premultiplied = model.isAlphaPremultiplied() || facts.extraSamples() == 1;
        int full = (1 << bits) - 1;
        int white = bits <= 8 ? full : white(raster, colors, facts);
        if (bits > 8) {
            alterations.add(Alteration.SCALED);
        }
        int[][] rows = new int[raster.getNumBands()][];
        int[] shown = new int[3];
        for (int y = 0; y < height; y++) {
            for (int band = 0; band < rows.length; band++) {
                rows[band] = raster.getSamples(0, y, width, 1, band, rows[band]);
            }
            for (int x = 0; x < width; x++) {
                int alpha = transparent ? scaled(rows[colors][x], full) : 255;
                for (int c = 0; c < 3; c++) {
                    int sample = rows[Math.min(c, colors - 1)][x];
                    if (sample > white) {
                        alterations.add(Alteration.CLIPPED);
                        sample = white;
                    }
                    shown[c] = onBackground(scaled(sample, white), alpha, c, premultiplied);
                }
                store(y * width + x, shown[0], shown[1], shown[2]);
            }
        }
    }

    /** The largest sample of any colour. */
    static int largestSample(BufferedImage image) {
        Raster raster = image.getRaster();
        int largest = 0;
        int[] row = null;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int c = 0; c < image.getColorModel().getNumColorComponents(); c++) {
                row = raster.getSamples(0, y, image.getWidth(), 1, c, row);
                for (int sample : row) {
                    largest = Math.max(largest, sample);
                }
            }
        }
        return largest;
    }

    /** Replaces pixels of one grey level by the background. */
    private void clear(byte grey) {
        for (int i = 0; i < area; i++) {
            if (planes[i] == grey) {
                storeColor(i, 0);
            }
        }
    }

    private static int scaled(int sample, int white) {
        return white == 255 ? sample : (int) ((sample * 510L + white) / (2L * white));
    }

    /**
     * The sample value that is white in an image of more than 8 bits: that of the file, or else that of the options.
     *
     * <p>A PNG with the chunk sBIT was made from samples with fewer bits. According to the standard they are scaled up to 16 bits, but some
     * writers store them without scaling. Samples that scaling cannot produce reveal this; if all samples are possible in both cases, the
     * options decide.
     */
    private int white(Raster raster, int colors, FileFacts facts) {
        if (facts.largest() > 0) {
            return facts.largest();
        }
        int bits = facts.significantBits();
        if (bits < 8 || bits > 15) {
            return options.whiteLevel();
        }
        int small = (1 << bits) - 1;
        boolean scaled = true;
        int[] row = null;
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < colors; c++) {
                row = raster.getSamples(0, y, width, 1, c, row);
                for (int sample : row) {
                    if (sample > small) {
                        return DecodeOptions.FULL_RANGE;
                    }
                    int value = sample >> (16 - bits);
                    int shifted = value << (16 - bits);
                    scaled &= sample >= shifted && sample <= shifted + (value >> Math.max(0, 2 * bits - 16)) + 1;
                }
            }
        }
        return scaled && options.whiteLevel() > small ? DecodeOptions.FULL_RANGE : small;
    }

    /** Writes colours of 8 bits at a position; pixels outside of the canvas are ignored. */
    void writeColors(BufferedImage image, int left, int top) {
        int columns = Math.min(image.getWidth(), width - left);
        int rows = Math.min(image.getHeight(), height - top);
        int[] row = new int[Math.max(0, columns)];
        for (int y = 0; y < rows; y++) {
            image.getRGB(0, y, columns, 1, row, 0, columns);
            for (int x = 0; x < columns; x++) {
                storeColor((top + y) * width + left + x, row[x]);
            }
        }
    }

    /** Sets all pixels to one colour, 0xAARRGGBB. */
    void fill(int argb) {
        for (int i = 0; i < area; i++) {
            storeColor(i, argb);
        }
    }

    private void storeColor(int position, int argb) {
        int alpha = argb >>> 24;
        store(
                position,
                onBackground(argb >> 16 & 0xff, alpha, 0, false),
                onBackground(argb >> 8 & 0xff, alpha, 1, false),
                onBackground(argb & 0xff, alpha, 2, false));
    }

    private int onBackground(int value, int alpha, int channel, boolean premultiplied) {
        if (alpha == 255) {
            return value;
        }
        alterations.add(Alteration.FLATTENED);
        int own = premultiplied ? 255 * value : value * alpha;
        return Math.min(255, (own + background[channel] * (255 - alpha) + 127) / 255);
    }

    void store(int position, int red, int green, int blue) {
        if (planes.length == area) {
            planes[position] = (byte) luma(red, green, blue);
        } else {
            planes[position] = (byte) red;
            planes[area + position] = (byte) green;
            planes[2 * area + position] = (byte) blue;
        }
    }

    /** The luma of a colour, rounded (ITU-R 601). */
    static int luma(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }
}
