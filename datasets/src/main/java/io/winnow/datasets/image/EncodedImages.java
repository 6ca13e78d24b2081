package io.winnow.datasets.image;

import java.io.IOException;
import java.util.Optional;

/** Images that are stored as encoded files and are decoded at each call. */
interface EncodedImages extends ImageDataset {
    /** The encoded file of one example. */
    byte[] encoded(int index) throws IOException;

    /** The first bytes of an encoded file, at most {@code length}. */
    byte[] head(int index, int length) throws IOException;

    DecodeOptions options();

    /** Returns the same images with other decoding options. The result replaces this object: closing either of them closes both. */
    EncodedImages with(DecodeOptions options);

    @Override
    default Image image(int index) throws IOException {
        return decode(index).image();
    }

    @Override
    default DecodedImage decode(int index) throws IOException {
        return ImageDecoder.decodeNoting(key(index), encoded(index), options());
    }

    @Override
    default Optional<DecodeOptions> decoding() {
        return Optional.of(options());
    }
}
