package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Image files in folders: {@code ROOT/CLASS/..} with one class per folder, in the order of their names; or {@code ROOT/*} without labels.
 * Folders may be symbolic links. The {@link #report} says what was skipped.
 */
final class ImageFolder implements ImageFiles {
    private final Path root;
    private final List<Path> files;
    private final long[] sizes;
    private final Labels labels;
    private final ReadReport report;

    /**
     * Lists the files.
     *
     * @throws DataException if there is no image at all, a folder cannot be read, or a link leads back to a folder that contains it
     */
    ImageFolder(Path root) throws IOException {
        this.root = root;
        FolderListing listing = FolderListing.of(root);
        files = listing.images();
        labels = listing.labels();
        report = listing.report();
        if (files.isEmpty()) {
            throw new DataException(root + " has no images. "
                    + (report.count() == 0 ? "It is empty." : report.sentence())
                    + " Give a folder that contains one folder per class, or image files ("
                    + ImageFormat.allEndings() + ").");
        }
        sizes = new long[files.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Files.size(files.get(i));
        }
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
        return root.relativize(files.get(index)).toString();
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
