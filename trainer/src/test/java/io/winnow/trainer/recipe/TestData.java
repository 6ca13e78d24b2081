package io.winnow.trainer.recipe;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.SyntheticShapes;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.modality.image.ImageDataConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Generated images of shapes as files, with one folder per class. The class of an image is that of its first shape. */
public final class TestData {
    private static final int SIDE = 16;

    private TestData() {}

    /** Writes 64 training and 32 test images. */
    public static ImageDataConfig write(Path folder) throws IOException {
        SyntheticShapes shapes = new SyntheticShapes(96, SIDE, 5);
        int[][] positives = ((ClassSets) shapes.labels()).positives();
        for (int i = 0; i < shapes.size(); i++) {
            Path target = Files.createDirectories(
                    folder.resolve(i < 64 ? "train" : "test").resolve(SyntheticShapes.CLASSES.get(positives[i][0])));
            Image image = shapes.item(i);
            BufferedImage buffered = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < SIDE * SIDE; p++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | (image.pixels()[c * SIDE * SIDE + p] & 0xff);
                }
                buffered.setRGB(p % SIDE, p / SIDE, rgb);
            }
            ImageIO.write(buffered, "png", target.resolve(i + ".png").toFile());
        }
        return new ImageDataConfig(
                Optional.empty(),
                Optional.of(folder.resolve("train")),
                Optional.of(folder.resolve("test")),
                0.2,
                Optional.empty(),
                Optional.empty(),
                3,
                Optional.of(SIDE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                "white");
    }

    /** Opens the images that {@link #write} wrote. */
    public static ImageData open(DataConfig config) throws IOException {
        ImageDataConfig images = (ImageDataConfig) config;
        return ImageData.open(images, catalog(images.train().orElseThrow()));
    }

    /** Returns a catalog whose data root is a folder. */
    public static Catalog catalog(Path folder) {
        return new Catalog(new DataRoot(List.of(folder)));
    }
}
