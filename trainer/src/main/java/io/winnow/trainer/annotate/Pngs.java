package io.winnow.trainer.annotate;

import io.winnow.datasets.image.Image;
import io.winnow.datasets.inspect.Pictures;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Images as PNG files for a request. */
final class Pngs {
    private Pngs() {}

    /** Returns an image as a PNG file, scaled down if its longer side has more pixels than allowed. */
    static byte[] of(Image image, int longest) throws IOException {
        BufferedImage picture = Pictures.of(image);
        double scale = Math.min(1, (double) longest / Math.max(image.width(), image.height()));
        if (scale < 1) {
            int width = (int) Math.max(1, Math.round(scale * image.width()));
            int height = (int) Math.max(1, Math.round(scale * image.height()));
            BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = small.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(picture, 0, 0, width, height, null);
            graphics.dispose();
            picture = small;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Pictures.writePng(picture, bytes);
        return bytes.toByteArray();
    }
}
