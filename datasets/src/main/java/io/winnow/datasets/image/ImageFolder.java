package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Image files in folders: {@code ROOT/CLASS/..}, a class a folder, in order of their names; or {@code ROOT/*} without labels. Folders may be
 * symbolic links.
 */
public final class ImageFolder implements ImageDataset {
    private final Path root;
    private final int channels;
    private final List<Path> files = new ArrayList<>();
    private final Description description;

    /**
     * Lists the files.
     *
     * @param channels 1 or 3, to which images are converted
     * @throws IOException when there is no image at all, or a link leads back to a folder that it lies in
     */
    public ImageFolder(String name, Path root, int channels) throws IOException {
        this.root = root;
        this.channels = channels;
        List<Integer> classes = new ArrayList<>();
        List<String> classNames = new ArrayList<>();
        Fingerprint digest = new Fingerprint();
        for (Path folder : sorted(root, 1)) {
            if (Files.isDirectory(folder)) {
                for (Path file : sorted(folder, Integer.MAX_VALUE)) {
                    if (isImage(file)) {
                        files.add(file);
                        classes.add(classNames.size());
                    }
                }
                classNames.add(folder.getFileName().toString());
            }
        }
        Labels labels;
        if (files.isEmpty()) {
            sorted(root, 1).stream().filter(ImageFolder::isImage).forEach(files::add);
            labels = new Labels.None(files.size());
        } else {
            labels = new Labels.Single(
                    classes.stream().mapToInt(Integer::intValue).toArray(), classNames);
        }
        if (files.isEmpty()) {
            throw new IOException(root + " has no images: it should hold a folder for each class, or image files"
                    + " (.jpg, .jpeg, .png, .webp).");
        }
        for (Path file : files) {
            digest.add(root.relativize(file).toString()).add(Files.size(file));
        }
        description = new Description(name, channels, Optional.empty(), labels, digest.hex());
    }

    private static List<Path> sorted(Path folder, int depth) throws IOException {
        try (Stream<Path> found = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            return found.filter(path -> !path.equals(folder)).sorted().toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FileSystemLoopException loop) {
                throw new IOException("The symbolic link " + loop.getFile() + " leads back to a folder around it.", e);
            }
            throw e.getCause();
        }
    }

    private static boolean isImage(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".+\\.(jpg|jpeg|png|webp)")
                && Files.isRegularFile(file);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image image(int index) throws IOException {
        return ImageDecoder.decode(key(index), Files.readAllBytes(files.get(index)), channels);
    }

    @Override
    public String key(int index) {
        return root.relativize(files.get(index)).toString();
    }
}
