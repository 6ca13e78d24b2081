package io.winnow.datasets.image;

import java.io.IOException;
import java.util.Optional;

/** Images that are kept as encoded files, and decoded at each call. */
interface EncodedImages extends ImageDataset {
    /** The file of one example. */
    byte[] encoded(int index) throws IOException;

    /** The first bytes of a file, no more than {@code length}. */
    byte[] head(int index, int length) throws IOException;

    DecodeOptions options();

    /** The same images decoded in another way. In place of this: whichever of the two is closed closes both. */
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
