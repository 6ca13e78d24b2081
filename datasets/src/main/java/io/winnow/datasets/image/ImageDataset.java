package io.winnow.datasets.image;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.Optional;

/** Images with random access, decoded at each call. Safe for use by several threads at once. */
public interface ImageDataset extends AutoCloseable {
    /** A short name for messages and manifests, such as {@code fashion-mnist/train}. */
    String name();

    int size();

    /** 1 or 3, the same for all images of the set. */
    int channels();

    /** The common size of all images, or empty when sizes differ. */
    Optional<ImageSize> fixedSize();

    /**
     * Decodes one image.
     *
     * @throws CorruptImageException when the bytes are there and are no image; it names the example
     */
    Image image(int index) throws IOException;

    /** What the user calls this example: a path, a key in a shard, or its number. */
    String key(int index);

    Labels labels();

    /** SHA-256 (hex) over what identifies the data: file names, sizes and contents or their headers. */
    String fingerprint();

    @Override
    void close() throws IOException;
}
