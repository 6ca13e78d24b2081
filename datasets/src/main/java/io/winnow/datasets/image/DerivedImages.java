package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import java.io.IOException;
import java.util.Optional;

/** Images of another data set, with other labels, other indices or other pixels. */
abstract class DerivedImages implements ImageDataset {
    private final ImageDataset images;
    private final Description description;

    /**
     * Creates a data set.
     *
     * @param images the other data set, which is closed with this one
     */
    DerivedImages(ImageDataset images, Description description) {
        this.images = images;
        this.description = description;
    }

    /** The other data set. */
    final ImageDataset images() {
        return images;
    }

    /** The index in the other data set. By default, it is the same. */
    int source(int index) {
        return index;
    }

    /** The image that is made of one of the other data set. By default, it is the same. */
    Image made(Image image) {
        return image;
    }

    @Override
    public final Description description() {
        return description;
    }

    @Override
    public final Image item(int index) throws IOException {
        return made(images.item(source(index)));
    }

    @Override
    public final Image framed(int index, Framing framing) throws IOException {
        return made(images.framed(source(index), framing));
    }

    @Override
    public final DecodedImage decode(int index) throws IOException {
        DecodedImage decoded = images.decode(source(index));
        return new DecodedImage(made(decoded.image()), decoded.alterations());
    }

    @Override
    public final Optional<String> caption(int index) throws IOException {
        return images.caption(source(index));
    }

    @Override
    public final Optional<DecodeOptions> decoding() {
        return images.decoding();
    }

    @Override
    public final ReadReport report() {
        return images.report();
    }

    @Override
    public final String key(int index) {
        return images.key(source(index));
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
