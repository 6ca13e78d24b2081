package io.winnow.datasets.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Opens images of the user's own: a folder of images, WebDataset shards, or CIFAR's binary files. */
public final class ImageSource {
    private ImageSource() {}

    /**
     * Opens a path.
     *
     * @param path a folder of images ({@link ImageFolder}); or shards ({@link ShardPattern}), beside which {@code classes.txt} may name
     *     the classes, a line each; or CIFAR's files ({@code data_batch_*.bin}) beside the list of names that they come with
     * @param channels 1 or 3, to which images are converted
     * @throws IOException when there is nothing at the path, or a shard is cut short
     */
    public static ImageDataset open(String name, Path path, int channels) throws IOException {
        return open(name, path, channels, false);
    }

    /**
     * Opens a path as {@link #open(String, Path, int)} does.
     *
     * @param cutShards whether a shard that is cut short is read up to its last whole example, with a warning
     */
    public static ImageDataset open(String name, Path path, int channels, boolean cutShards) throws IOException {
        if (Files.isDirectory(path) && !hasShards(path)) {
            return new ImageFolder(name, path, channels);
        }
        List<Path> shards = ShardPattern.files(path);
        Path folder = shards.get(0).toAbsolutePath().getParent();
        if (shards.get(0).toString().endsWith(".bin")) {
            return cifar(name, shards, folder, channels);
        }
        Path classes = folder.resolve("classes.txt");
        List<String> classNames = Files.exists(classes) ? names(classes) : List.of();
        return new WebDatasetImages(name, shards, channels, classNames, cutShards);
    }

    private static ImageDataset cifar(String name, List<Path> files, Path folder, int channels) throws IOException {
        if (channels != 3) {
            throw new IOException("CIFAR's files have 3 channels, not " + channels + ".");
        }
        Path ten = folder.resolve("batches.meta.txt");
        Path hundred = folder.resolve("fine_label_names.txt");
        if (Files.exists(ten)) {
            return CifarBinaryImages.read(name, files, 1, names(ten));
        }
        if (Files.exists(hundred)) {
            return CifarBinaryImages.read(name, files, 2, names(hundred));
        }
        throw new IOException("Beside " + files.get(0) + " there is neither batches.meta.txt (CIFAR-10) nor"
                + " fine_label_names.txt (CIFAR-100).");
    }

    private static List<String> names(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static boolean hasShards(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".tar"));
        }
    }
}
