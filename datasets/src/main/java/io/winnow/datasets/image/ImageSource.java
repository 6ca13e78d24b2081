package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.parquet.PartFiles;
import io.winnow.datasets.source.DescribedData;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Opens the user's own images: a folder of images, WebDataset shards, CIFAR's binary files, or the files that a table names. */
public final class ImageSource {
    private ImageSource() {}

    /**
     * Opens a path.
     *
     * @param path a folder of images ({@link ImagePaths#inFolder}); or shards ({@link ShardPattern}), beside which {@code classes.txt} may list the
     *     class names, one per line; or images inside of Parquet ({@link ParquetImages}); or CIFAR's files ({@code data_batch_*.bin}) beside
     *     the list of class names that is distributed with them
     * @throws DataException if the path does not exist, a folder contains both images and shards, or a shard is truncated
     */
    public static ImageDataset open(String name, Path path, DecodeOptions options) throws IOException {
        return open(name, path, options, false);
    }

    /**
     * Opens a path as {@link #open(String, Path, DecodeOptions)} does.
     *
     * @param cutShards whether a truncated shard is read up to its last complete example, with a warning
     */
    public static ImageDataset open(String name, Path path, DecodeOptions options, boolean cutShards)
            throws IOException {
        return open(name, path, options, cutShards, false, false);
    }

    /**
     * Opens a path as {@link #open(String, Path, DecodeOptions)} does, for a reader who needs no classes: images beside class folders are
     * taken as well, without a class.
     */
    public static ImageDataset openAll(String name, Path path, DecodeOptions options) throws IOException {
        return open(name, path, options, false, false, true);
    }

    /**
     * Opens a path as {@link #open(String, Path, DecodeOptions, boolean)} does, but with the white level that {@link WhiteLevel#measure}
     * determines instead of that of the options. {@link ImageDataset#decoding} of the result contains it.
     */
    public static ImageDataset openMeasured(String name, Path path, DecodeOptions options, boolean cutShards)
            throws IOException {
        return open(name, path, options, cutShards, true, false);
    }

    /**
     * Opens the images that a description of data names.
     *
     * @param labels what is known of each item: one of the labels of {@code data}, or {@link NoLabels}
     * @throws DataException if the items are not files, or some of them do not have the ending of an image
     */
    public static ImageDataset openDescribed(DescribedData data, Labels labels, DecodeOptions options)
            throws IOException {
        return encoded(data.name(), ImagePaths.described(data, labels), options, false);
    }

    /**
     * Opens images as {@link #openDescribed} does, but with the white level that {@link WhiteLevel#measure} determines instead of that of
     * the options.
     */
    public static ImageDataset openDescribedMeasured(DescribedData data, Labels labels, DecodeOptions options)
            throws IOException {
        return encoded(data.name(), ImagePaths.described(data, labels), options, true);
    }

    /**
     * Opens shards.
     *
     * @param shards shards in the order in which examples are numbered; none may be truncated
     * @param classNames names of the classes; empty if they have no names
     * @throws DataException if a shard is damaged or contains no image, a key has two images or labels, a label cannot be read, or only
     *     some of the images have labels
     */
    public static ImageDataset openShards(
            String name, List<Path> shards, DecodeOptions options, List<String> classNames) throws IOException {
        return encoded(
                name, new WebDatasetImages(name, shards, classNames, false, new ReadReport.Builder()), options, false);
    }

    /** Whether a path is Parquet with images, and has no column but these, labels and keys, so that it is no other file of records. */
    public static boolean isParquet(Path path) {
        return ParquetImages.isAt(path);
    }

    private static ImageDataset open(
            String name, Path path, DecodeOptions options, boolean cutShards, boolean measured, boolean loose)
            throws IOException {
        if (Files.isDirectory(path) ? PartFiles.isFolder(path) : PartFiles.isParquet(path)) {
            return encoded(name, ParquetImages.open(path), options, measured);
        }
        ReadReport.Builder report = new ReadReport.Builder();
        if (Files.isDirectory(path) && !requireShardsOrImages(path, report)) {
            return encoded(name, ImagePaths.inFolder(path, loose), options, measured);
        }
        if (Files.isRegularFile(path) && Archives.isPacked(path)) {
            throw Archives.packed(path);
        }
        List<Path> shards = ShardPattern.files(path);
        Path folder = shards.get(0).toAbsolutePath().getParent();
        if (shards.get(0).toString().endsWith(".bin")) {
            return cifar(name, shards, folder, options.channels());
        }
        Path classes = folder.resolve("classes.txt");
        List<String> classNames = Files.exists(classes) ? names(classes) : List.of();
        return encoded(name, new WebDatasetImages(name, shards, classNames, cutShards, report), options, measured);
    }

    private static ImageDataset encoded(String name, ImageFiles files, DecodeOptions options, boolean measured)
            throws IOException {
        try {
            OptionalInt white = measured ? WhiteLevel.measure(files) : OptionalInt.empty();
            return new EncodedImages(
                    name, files, white.isPresent() ? options.withWhiteLevel(white.getAsInt()) : options);
        } catch (IOException | RuntimeException e) {
            try (files) {
                throw e;
            }
        }
    }

    /** Whether a folder contains shards. */
    private static boolean requireShardsOrImages(Path folder, ReadReport.Builder report) throws IOException {
        List<Path> shards = new ArrayList<>();
        List<Path> packed = new ArrayList<>();
        boolean others = false;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                boolean directory = Files.isDirectory(entry);
                if (!directory && Archives.isShard(entry)) {
                    shards.add(entry);
                } else if (!directory && Archives.isPacked(entry)) {
                    packed.add(entry);
                } else {
                    String name = entry.getFileName().toString();
                    others |= !HiddenName.is(name) && (directory || ImageFormat.isImage(name));
                }
            }
        }
        List<Path> images =
                others && !shards.isEmpty() ? FolderListing.of(folder).images() : List.of();
        if (!images.isEmpty()) {
            throw new DataException(folder + " holds both images in folders (" + images.size() + ", the first is "
                    + folder.relativize(images.get(0)) + ") and shards (" + shards.size() + ", the first is "
                    + shards.get(0).getFileName() + "). Move one of the two elsewhere, or give the shards by a"
                    + " pattern: " + folder.resolve("*.tar") + ".");
        }
        if (shards.isEmpty() && !others && !packed.isEmpty()) {
            throw Archives.packed(packed.get(0));
        }
        packed.forEach(file ->
                report.passOver("compressed archives", file.getFileName().toString()));
        return !shards.isEmpty();
    }

    private static ImageDataset cifar(String name, List<Path> files, Path folder, int channels) throws IOException {
        if (channels != 3) {
            throw new DataException(
                    "CIFAR's files have 3 channels, but " + channels + " were requested. Request 3 channels.");
        }
        Path ten = folder.resolve("batches.meta.txt");
        Path hundred = folder.resolve("fine_label_names.txt");
        if (Files.exists(ten)) {
            return CifarBinaryImages.read(name, files, 1, names(ten));
        }
        if (Files.exists(hundred)) {
            return CifarBinaryImages.read(name, files, 2, names(hundred));
        }
        throw new DataException(
                files.get(0) + " has no list of class names beside it: neither batches.meta.txt (CIFAR-10) nor"
                        + " fine_label_names.txt (CIFAR-100) was found. Copy it from the original archive.");
    }

    /**
     * Reads one class name per line. Blank lines at the end are harmless; one in between would change the numbers of all classes after it.
     */
    private static List<String> names(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            Files.readAllLines(file)
                    .forEach(line -> lines.add(line.replace("\ufeff", "").strip()));
        } catch (CharacterCodingException e) {
            throw new DataException(file + " is not encoded in UTF-8. Save it as UTF-8.", e);
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                throw new DataException(
                        file + ":" + (i + 1) + " is blank. Each line names a class, and its position is the"
                                + " number of the class, so remove the line or write the name.");
            }
            if (!seen.add(lines.get(i))) {
                throw new DataException(file + ":" + (i + 1) + " names the class '" + lines.get(i)
                        + "' a second time. Each class has one line.");
            }
        }
        return lines;
    }
}
