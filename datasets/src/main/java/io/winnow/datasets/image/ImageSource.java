package io.winnow.datasets.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens images of the user's own: a folder of images, or WebDataset shards. */
public final class ImageSource {
    private ImageSource() {}

    /**
     * Opens a path.
     *
     * @param path a folder of images ({@link ImageFolder}), or shards ({@link ShardPattern}), beside which {@code classes.txt} may name
     *     the classes, a line each
     * @param channels 1 or 3, to which images are converted
     * @throws IOException when there is nothing at the path
     */
    public static ImageDataset open(String name, Path path, int channels) throws IOException {
        if (Files.isDirectory(path) && !hasShards(path)) {
            return new ImageFolder(name, path, channels);
        }
        List<Path> shards = ShardPattern.files(path);
        Path classes = shards.get(0).toAbsolutePath().resolveSibling("classes.txt");
        List<String> classNames = Files.exists(classes) ? Files.readAllLines(classes) : List.of();
        return new WebDatasetImages(name, shards, channels, classNames);
    }

    private static boolean hasShards(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".tar"));
        }
    }
}
