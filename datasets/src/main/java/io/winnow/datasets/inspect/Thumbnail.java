package io.winnow.datasets.inspect;

import io.winnow.datasets.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes thumbnails of images. */
public final class Thumbnail {
    private static final int LONGEST = 96;
    private static final float QUALITY = 0.75f;

    private Thumbnail() {}

    /** Returns the image as a PNG, scaled down if its longer side has more than 96 pixels. */
    public static byte[] png(Image image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Pictures.writePng(scaled(image, LONGEST), bytes);
        return bytes.toByteArray();
    }

    /**
     * Returns the image as a JPEG of quality 75, for pages with many images.
     *
     * @param longest number of pixels of the longer side, to which the image is scaled down if it has more
     */
    public static byte[] jpeg(Image image, int longest) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam options = writer.getDefaultWriteParam();
            options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            options.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(scaled(image, longest), null, null), options);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage scaled(Image image, int longest) {
        BufferedImage whole = Pictures.of(image);
        double scale = Math.min(1, (double) longest / Math.max(image.width(), image.height()));
        int width = (int) Math.max(1, Math.round(scale * image.width()));
        int height = (int) Math.max(1, Math.round(scale * image.height()));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(whole, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }
}
