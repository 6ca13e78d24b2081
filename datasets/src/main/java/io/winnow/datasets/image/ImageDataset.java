package io.winnow.datasets.image;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.LazyFingerprint;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Images with random access, which are decoded at each call. Thread-safe. */
public interface ImageDataset extends Dataset<Image> {
    /**
     * The properties of a data set.
     *
     * @param name a short name for messages and manifests, such as {@code fashion-mnist/train}
     * @param channels 1 or 3, equal for all images of the data set
     * @param fixedSize the common size of all images; empty if sizes differ
     * @param labels labels of all examples; their number is the size of the data set
     * @param lazyFingerprint SHA-256 (hexadecimal) over what identifies the data: file names, sizes, and contents or headers
     */
    record Description(
            String name, int channels, Optional<ImageSize> fixedSize, Labels labels, LazyFingerprint lazyFingerprint) {
        public Description(
                String name, int channels, Optional<ImageSize> fixedSize, Labels labels, String fingerprint) {
            this(name, channels, fixedSize, labels, LazyFingerprint.of(() -> fingerprint));
        }

        public String fingerprint() {
            return lazyFingerprint.get();
        }
    }

    /** The description, which is the same at each call. */
    Description description();

    /**
     * Decodes one image.
     *
     * @throws CorruptImageException if the bytes are present but are not an image; it names the example
     */
    @Override
    Image item(int index) throws IOException;

    /**
     * Decodes one image as {@link #item} does, and says what was altered.
     *
     * @throws CorruptImageException if the bytes are present but are not an image; it names the example
     */
    default DecodedImage decode(int index) throws IOException {
        return new DecodedImage(item(index), Set.of());
    }

    /**
     * Decodes one image and brings it to a size. A file may be decoded at reduced size, if the framing allows it.
     *
     * @throws CorruptImageException if the bytes are present but are not an image; it names the example
     */
    default Image framed(int index, Framing framing) throws IOException {
        return framing.apply(item(index));
    }

    /** The caption that lies beside an image in its shard: {@code KEY.txt}, or the field {@code caption} of {@code KEY.json}; empty if there is none. */
    default Optional<String> caption(int index) throws IOException {
        return Optional.empty();
    }

    /** The encoded file of an image; empty if images are stored as pixels, or if they were altered after decoding. */
    default Optional<byte[]> encoded(int index) throws IOException {
        return Optional.empty();
    }

    /** How the images are decoded; empty if they are stored as pixels. */
    default Optional<DecodeOptions> decoding() {
        return Optional.empty();
    }

    @Override
    default String name() {
        return description().name();
    }

    default int channels() {
        return description().channels();
    }

    default Optional<ImageSize> fixedSize() {
        return description().fixedSize();
    }

    @Override
    default Labels labels() {
        return description().labels();
    }

    @Override
    default String fingerprint() {
        return description().fingerprint();
    }
}
