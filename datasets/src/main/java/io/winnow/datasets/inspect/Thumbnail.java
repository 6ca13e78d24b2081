package io.winnow.datasets.inspect;

import io.winnow.datasets.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Makes thumbnails of images. */
public final class Thumbnail {
    private static final int LONGEST = 96;

    private Thumbnail() {}

    /** Returns the image as a PNG, scaled down if its longer side has more than 96 pixels. */
    public static byte[] png(Image image) throws IOException {
        BufferedImage whole = Pictures.of(image);
        double scale = Math.min(1, (double) LONGEST / Math.max(image.width(), image.height()));
        int width = (int) Math.max(1, Math.round(scale * image.width()));
        int height = (int) Math.max(1, Math.round(scale * image.height()));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(whole, 0, 0, width, height, null);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Pictures.writePng(small, bytes);
        return bytes.toByteArray();
    }
}
