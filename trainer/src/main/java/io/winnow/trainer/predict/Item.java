package io.winnow.trainer.predict;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An image to make a prediction for.
 *
 * @param key key of the image in the results
 * @param source reads the image
 */
public record Item(String key, Source source) {
    /** Reads an image when it is needed. */
    @FunctionalInterface
    public interface Source {
        Image read() throws IOException;
    }

    /** Returns the item of an image file. */
    public static Item of(String key, Path file, DecodeOptions options) {
        return new Item(key, () -> {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file, e);
            } catch (AccessDeniedException e) {
                throw new IOException("you have no permission to read " + file, e);
            }
            if (bytes.length == 0) {
                throw new IOException("the file is empty");
            }
            return ImageDecoder.decode(key, bytes, options);
        });
    }

    /**
     * Returns the items of all images of a data set.
     *
     * @param prefix text before the keys of the data set
     */
    public static Stream<Item> of(ImageDataset images, String prefix) {
        return IntStream.range(0, images.size()).mapToObj(i -> new Item(prefix + images.key(i), () -> images.item(i)));
    }

    /** Returns an item that cannot be read, and the reason. */
    public static Item failing(String key, String why) {
        return new Item(key, () -> {
            throw new IOException(why);
        });
    }
}
