package io.winnow.trainer.bench;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.SyntheticShapes;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.random.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Encoded image files in memory. They show drawn shapes with noise, which makes them about as hard to compress as photographs. */
final class EncodedShapes implements ImageDataset {
    private static final int NOISE = 24;
    private static final DecodeOptions OPTIONS = DecodeOptions.of(3);

    private final byte[][] files;
    private final Description description;

    EncodedShapes(int count, int imageSize, String format) {
        files = new byte[count][];
        SyntheticShapes shapes = new SyntheticShapes(count, imageSize, 1);
        for (int i = 0; i < count; i++) {
            files[i] = encode(shapes.item(i).pixels(), i, imageSize, format);
        }
        description = new Description(
                "encoded-shapes",
                3,
                Optional.of(ImageSize.square(imageSize)),
                new NoLabels(count),
                shapes.fingerprint() + "-" + format);
    }

    private static byte[] encode(byte[] pixels, int number, int imageSize, String format) {
        CounterRandom random = CounterRandom.of(2, number);
        BufferedImage image = new BufferedImage(imageSize, imageSize, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < imageSize * imageSize; p++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                int noisy = (pixels[c * imageSize * imageSize + p] & 0xff) + random.nextInt(NOISE) - NOISE / 2;
                rgb = rgb << 8 | Math.max(0, Math.min(255, noisy));
            }
            image.setRGB(p % imageSize, p / imageSize, rgb);
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

    /** Returns the bytes of an encoded image. */
    byte[] file(int index) {
        return files[index];
    }

    @Override
    public Image item(int index) throws IOException {
        return ImageDecoder.decode(key(index), files[index], OPTIONS);
    }
}
