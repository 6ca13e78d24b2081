package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.parquet.PartFiles;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntFunction;

/** Image files that are named by their paths: those of a folder, or those that a description of data names. */
final class ImagePaths implements ImageFiles {
    /** The number of files that a message names. */
    private static final int SHOWN = 5;

    private final List<Path> files;
    private final IntFunction<String> keys;
    private final long[] sizes;
    private final Labels labels;
    private final ReadReport report;

    private ImagePaths(List<Path> files, IntFunction<String> keys, Labels labels, ReadReport report)
            throws IOException {
        this.files = files;
        this.keys = keys;
        this.labels = labels;
        this.report = report;
        sizes = new long[files.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Files.size(files.get(i));
        }
    }

    /**
     * Lists the image files in a folder: {@code ROOT/CLASS/..} with one class per folder, in the order of their names; or {@code ROOT/*}
     * without labels. Folders may be symbolic links. The {@link #report} says what was skipped.
     *
     * @param loose whether images beside class folders are taken as well, without a class
     * @throws DataException if there is no image at all, a folder cannot be read, or a link leads back to a folder that contains it
     */
    static ImagePaths inFolder(Path root, boolean loose) throws IOException {
        FolderListing listing = FolderListing.of(root, loose);
        List<Path> files = listing.images();
        ReadReport report = listing.report();
        if (files.isEmpty()) {
            throw new DataException(root + " has no images. "
                    + (report.count() == 0 ? "It is empty." : report.sentence())
                    + " Give a folder that contains one folder per class, or image files ("
                    + ImageFormat.allEndings() + ")."
                    + (PartFiles.isParquet(root)
                            ? " Images inside of Parquet files are read if nothing else is in the folder, or if you name the file."
                            : ""));
        }
        return new ImagePaths(files, i -> root.relativize(files.get(i)).toString(), listing.labels(), report);
    }

    /**
     * Takes the files that a description names.
     *
     * @throws DataException if the items are not files, or some of them do not have the ending of an image
     */
    static ImagePaths described(DescribedData data, Labels labels) throws IOException {
        if (!(data.content() instanceof ItemContent.Files content)) {
            throw new DataException(
                    "The items of " + data.name()
                            + " are not files, so they cannot be read as images. Name the column of the files with files.columns.");
        }
        List<Path> files = content.paths();
        List<String> others = files.stream()
                .map(Path::toString)
                .filter(file -> !ImageFormat.isImage(file))
                .toList();
        if (!others.isEmpty()) {
            throw new DataException(Plural.of(others.size(), "file of ", "files of ") + data.name()
                    + " cannot be read as images, such as "
                    + String.join(", ", others.subList(0, Math.min(SHOWN, others.size())))
                    + ". Convert them to one of the formats that are read (" + ImageFormat.allEndings() + ").");
        }
        return new ImagePaths(files, data.keys()::get, labels, new ReadReport(List.of(), data.warnings()));
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public ReadReport report() {
        return report;
    }

    @Override
    public String key(int index) {
        return keys.apply(index);
    }

    @Override
    public long bytes(int index) {
        return sizes[index];
    }

    @Override
    public byte[] content(int index) throws IOException {
        if (sizes[index] > LARGEST) {
            throw new CorruptImageException(
                    key(index), "it has " + sizes[index] + " bytes; files of up to 1 GiB are read as images", null);
        }
        return Files.readAllBytes(files.get(index));
    }

    @Override
    public byte[] read(int index, int length, long... offsets) throws IOException {
        try (FileChannel channel = FileChannel.open(files.get(index), StandardOpenOption.READ)) {
            return ImageFiles.read(channel, files.get(index), length, offsets);
        }
    }
}
