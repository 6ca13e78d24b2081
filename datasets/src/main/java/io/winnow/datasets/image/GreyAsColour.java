package io.winnow.datasets.image;

import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.example.Shard;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Grey images as colour images: red, green and blue are the grey channel. For networks that take colour images alone. */
public final class GreyAsColour implements ImageDataset {
    private static final int COLOURS = 3;

    private final ImageDataset images;

    private GreyAsColour(ImageDataset images) {
        this.images = images;
    }

    /**
     * Returns images with a number of channels, if they have it or are grey; otherwise the images as they are.
     *
     * @param images a data set, which is closed with the result
     */
    public static ImageDataset of(ImageDataset images, int channels) {
        return images.channels() == 1 && channels == COLOURS ? new GreyAsColour(images) : images;
    }

    @Override
    public Description description() {
        Description grey = images.description();
        return new Description(grey.name(), COLOURS, grey.fixedSize(), grey.labels(), grey.fingerprint());
    }

    @Override
    public Image item(int index) throws IOException {
        return repeated(images.item(index));
    }

    @Override
    public Image framed(int index, Framing framing) throws IOException {
        return repeated(images.framed(index, framing));
    }

    @Override
    public DecodedImage decode(int index) throws IOException {
        DecodedImage decoded = images.decode(index);
        return new DecodedImage(repeated(decoded.image()), decoded.alterations());
    }

    private static Image repeated(Image grey) {
        byte[] pixels = new byte[COLOURS * grey.pixels().length];
        for (int c = 0; c < COLOURS; c++) {
            System.arraycopy(grey.pixels(), 0, pixels, c * grey.pixels().length, grey.pixels().length);
        }
        return new Image(COLOURS, grey.height(), grey.width(), pixels);
    }

    @Override
    public List<Shard> shards() {
        return images.shards();
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

    @Override
    public void close() throws IOException {
        images.close();
    }
}
