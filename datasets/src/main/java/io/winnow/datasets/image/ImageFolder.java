package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Image files in folders: {@code ROOT/CLASS/..} with one class per folder, in the order of their names; or {@code ROOT/*} without labels.
 * Folders may be symbolic links. The {@link #report} says what was skipped.
 */
public final class ImageFolder implements EncodedImages {
    private final Path root;
    private final DecodeOptions options;
    private final List<Path> files;
    private final Description description;
    private final ReadReport report;

    /**
     * Lists the files.
     *
     * @throws DataException if there is no image at all, a folder cannot be read, or a link leads back to a folder that contains it
     */
    public ImageFolder(String name, Path root, DecodeOptions options) throws IOException {
        this.root = root;
        this.options = options;
        FolderListing listing = FolderListing.of(root);
        files = listing.images();
        report = listing.report();
        if (files.isEmpty()) {
            throw new DataException(root + " has no images. "
                    + (report.count() == 0 ? "It is empty." : report.sentence())
                    + " Give a folder that contains one folder per class, or image files ("
                    + ImageFormat.allEndings() + ").");
        }
        Fingerprint digest = new Fingerprint();
        for (Path file : files) {
            digest.add(root.relativize(file).toString()).add(Files.size(file));
        }
        description = new Description(name, options.channels(), Optional.empty(), listing.labels(), digest.hex());
    }

    private ImageFolder(ImageFolder from, DecodeOptions options) {
        this.options = options;
        root = from.root;
        files = from.files;
        report = from.report;
        Description old = from.description;
        description = new Description(old.name(), options.channels(), old.fixedSize(), old.labels(), old.fingerprint());
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public ReadReport report() {
        return report;
    }

    @Override
    public DecodeOptions options() {
        return options;
    }

    @Override
    public EncodedImages with(DecodeOptions others) {
        return new ImageFolder(this, others);
    }

    @Override
    public byte[] encoded(int index) throws IOException {
        return Files.readAllBytes(files.get(index));
    }

    @Override
    public byte[] head(int index, int length) throws IOException {
        try (InputStream in = Files.newInputStream(files.get(index))) {
            return in.readNBytes(length);
        }
    }

    @Override
    public String key(int index) {
        return root.relativize(files.get(index)).toString();
    }
}
