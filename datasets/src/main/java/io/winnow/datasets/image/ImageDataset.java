package io.winnow.datasets.image;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Images with random access, decoded at each call. Safe for use by several threads at once. */
public interface ImageDataset extends AutoCloseable {
    /**
     * What a data set says of itself.
     *
     * @param name a short name for messages and manifests, such as {@code fashion-mnist/train}
     * @param channels 1 or 3, the same for all images of the set
     * @param fixedSize the common size of all images, or empty when sizes differ
     * @param labels of all examples; their number is the size of the set
     * @param fingerprint SHA-256 (hex) over what identifies the data: file names, sizes and contents or their headers
     */
    record Description(String name, int channels, Optional<ImageSize> fixedSize, Labels labels, String fingerprint) {}

    /** The same at each call. */
    Description description();

    /**
     * Decodes one image.
     *
     * @throws CorruptImageException when the bytes are there and are no image; it names the example
     */
    Image image(int index) throws IOException;

    /**
     * Decodes one image as {@link #image} does, and says what was altered.
     *
     * @throws CorruptImageException when the bytes are there and are no image; it names the example
     */
    default DecodedImage decode(int index) throws IOException {
        return new DecodedImage(image(index), Set.of());
    }

    /** How the images are decoded; empty where they are stored as pixels. */
    default Optional<DecodeOptions> decoding() {
        return Optional.empty();
    }

    /** What was passed over when the images were listed, and what looks odd. */
    default ReadReport report() {
        return ReadReport.EMPTY;
    }

    /** What the user calls this example: a path, a key in a shard, or its number. */
    default String key(int index) {
        return Integer.toString(index);
    }

    /** The files that hold the examples one after another, in order; empty where each example has a file, or all are in memory. */
    default List<Shard> shards() {
        return List.of();
    }

    default String name() {
        return description().name();
    }

    default int size() {
        return labels().size();
    }

    default int channels() {
        return description().channels();
    }

    default Optional<ImageSize> fixedSize() {
        return description().fixedSize();
    }

    default Labels labels() {
        return description().labels();
    }

    default String fingerprint() {
        return description().fingerprint();
    }

    @Override
    default void close() throws IOException {}
}
