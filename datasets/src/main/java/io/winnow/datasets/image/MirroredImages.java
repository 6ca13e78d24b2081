package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import java.io.IOException;
import java.util.Optional;

/** The images of a data set, mirrored left to right. It does not close the data set. */
public final class MirroredImages implements ImageDataset {
    private final ImageDataset images;

    /** @param images the data set, which must stay open as long as this one is used */
    public MirroredImages(ImageDataset images) {
        this.images = images;
    }

    @Override
    public Description description() {
        return images.description();
    }

    @Override
    public Image item(int index) throws IOException {
        return mirrored(images.item(index));
    }

    /** The mirror image of what the network sees, rather than what it would see of the mirror image. */
    @Override
    public Image framed(int index, Framing framing) throws IOException {
        return mirrored(images.framed(index, framing));
    }

    @Override
    public DecodedImage decode(int index) throws IOException {
        DecodedImage decoded = images.decode(index);
        return new DecodedImage(mirrored(decoded.image()), decoded.alterations());
    }

    private static Image mirrored(Image image) {
        int width = image.width();
        byte[] pixels = new byte[image.pixels().length];
        for (int row = 0; row < pixels.length; row += width) {
            for (int x = 0; x < width; x++) {
                pixels[row + x] = image.pixels()[row + width - 1 - x];
            }
        }
        return new Image(image.channels(), image.height(), width, pixels);
    }

    @Override
    public Optional<DecodeOptions> decoding() {
        return images.decoding();
    }

    @Override
    public ReadReport report() {
        return images.report();
    }

    @Override
    public String key(int index) {
        return images.key(index);
    }
}
