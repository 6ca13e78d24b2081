package io.winnow.datasets.inspect;

import io.winnow.datasets.image.Image;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/** Turns images into pictures that Java can draw and write. */
public final class Pictures {
    private Pictures() {}

    /** Returns the image in red, green and blue, whatever its channels are. */
    public static BufferedImage of(Image image) {
        int plane = image.height() * image.width();
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < plane; p++) {
            int red = image.pixels()[p] & 0xff;
            int green = image.channels() == 1 ? red : image.pixels()[plane + p] & 0xff;
            int blue = image.channels() == 1 ? red : image.pixels()[2 * plane + p] & 0xff;
            picture.setRGB(p % image.width(), p / image.width(), red << 16 | green << 8 | blue);
        }
        return picture;
    }

    /** Writes a picture as PNG; the caller closes the stream. */
    public static void writePng(RenderedImage picture, OutputStream out) throws IOException {
        if (!ImageIO.write(picture, "png", out)) {
            throw new IOException("This Java runtime has no PNG writer. Use a complete JDK or JRE.");
        }
    }
}
