package io.winnow.trainer.bench;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.SyntheticShapes;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.random.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Drawn shapes under noise, so that they compress about as photographs do, as encoded files in memory. */
final class EncodedShapes implements ImageDataset {
    private static final int NOISE = 24;
    private static final DecodeOptions OPTIONS = DecodeOptions.of(3);

    private final byte[][] files;
    private final Description description;

    EncodedShapes(int count, int side, String format) {
        files = new byte[count][];
        SyntheticShapes shapes = new SyntheticShapes(count, side, 1);
        for (int i = 0; i < count; i++) {
            files[i] = encode(shapes.image(i).pixels(), i, side, format);
        }
        description = new Description(
                "encoded-shapes",
                3,
                Optional.of(ImageSize.square(side)),
                new Labels.None(count),
                shapes.fingerprint() + "-" + format);
    }

    private static byte[] encode(byte[] pixels, int number, int side, String format) {
        CounterRandom random = CounterRandom.of(2, number);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < side * side; p++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                int noisy = (pixels[c * side * side + p] & 0xff) + random.nextInt(NOISE) - NOISE / 2;
                rgb = rgb << 8 | Math.max(0, Math.min(255, noisy));
            }
            image.setRGB(p % side, p / side, rgb);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Description description() {
        return description;
    }

    /** An encoded file. */
    byte[] file(int index) {
        return files[index];
    }

    @Override
    public Image image(int index) throws IOException {
        return ImageDecoder.decode(key(index), files[index], OPTIONS);
    }
}
