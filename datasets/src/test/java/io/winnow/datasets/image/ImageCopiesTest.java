package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCopiesTest {
    @TempDir
    Path folder;

    /** Noise of equal sizes as an uncompressed file, so that all files have the same number of bytes. */
    private Path noise(String name, int seed) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "bmp", file.toFile());
        return file;
    }

    private ImageDataset open(String name) throws IOException {
        return ImageSource.open(name, folder.resolve(name), DecodeOptions.of(3));
    }

    @Test
    void filesOfTheSameContentAreCountedOnce() throws IOException {
        for (int i = 0; i < 6; i++) {
            noise("train/a/%d.bmp".formatted(i), i);
        }
        Files.copy(folder.resolve("train/a/0.bmp"), folder.resolve("train/a/again.bmp"));
        noise("test/a/0.bmp", 0);
        noise("test/a/3.bmp", 3);
        noise("test/a/other.bmp", 9);
        // A file that differs in one pixel, which no piece at the beginning, in the middle or at the end has.
        byte[] changed = Files.readAllBytes(folder.resolve("train/a/4.bmp"));
        changed[900] ^= 1;
        Files.write(folder.resolve("test/a/changed.bmp"), changed);
        try (ImageDataset train = open("train");
                ImageDataset test = open("test")) {
            int[] all = {0, 1, 2, 3, 4, 5, 6};
            assertThat(ImageCopies.count(test, train, all)).isEqualTo(2);
            assertThat(ImageCopies.count(test, train, new int[] {1, 2, 3})).isEqualTo(1);
            assertThat(ImageCopies.count(test, train, new int[0])).isZero();
            // Of the images that are held out of the training images, the first one has a copy among the others.
            ImageDataset held = new SelectedImages(train, new int[] {0, 3});
            assertThat(ImageCopies.count(held, train, new int[] {1, 2, 4, 5, 6}))
                    .isEqualTo(1);
        }
    }

    /** Images that are stored as pixels have no files. */
    @Test
    void pixelsAreNotCompared() throws IOException {
        SyntheticShapes shapes = new SyntheticShapes(4, 16, 1);
        assertThat(ImageCopies.count(shapes, shapes, new int[] {0, 1, 2, 3})).isZero();
    }
}
