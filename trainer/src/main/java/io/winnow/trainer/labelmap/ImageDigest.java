package io.winnow.trainer.labelmap;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.Image;
import java.io.IOException;
import java.util.OptionalLong;

/** A digest of the pixels of an image, by which it is noticed that an image with the same key has changed. */
final class ImageDigest {
    private static final int HEX_DIGITS = 16;

    private ImageDigest() {}

    /** Returns the first 64 bits of the SHA-256 of channels, height, width and pixels; empty if the item is not an image. */
    static OptionalLong of(Dataset<?> items, int example) throws IOException {
        if (!(items.item(example) instanceof Image image)) {
            return OptionalLong.empty();
        }
        String hex = new Fingerprint()
                .add(image.channels(), image.height(), image.width())
                .add(image.pixels())
                .hex();
        return OptionalLong.of(Long.parseUnsignedLong(hex.substring(0, HEX_DIGITS), 16));
    }
}
