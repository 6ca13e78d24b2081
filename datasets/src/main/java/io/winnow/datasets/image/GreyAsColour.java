package io.winnow.datasets.image;

import io.winnow.datasets.example.Shard;
import java.util.List;

/** Grey images as colour images: red, green and blue are the grey channel. For networks that take colour images alone. */
public final class GreyAsColour extends DerivedImages {
    private static final int COLOURS = 3;

    private final List<Shard> shards;

    private GreyAsColour(ImageDataset images) {
        super(images, coloured(images.description()));
        shards = images.shards();
    }

    /**
     * Returns images with a number of channels, if they have it or are grey; otherwise the images as they are.
     *
     * @param images a data set, which is closed with the result
     */
    public static ImageDataset of(ImageDataset images, int channels) {
        return images.channels() == 1 && channels == COLOURS ? new GreyAsColour(images) : images;
    }

    private static Description coloured(Description grey) {
        return new Description(grey.name(), COLOURS, grey.fixedSize(), grey.labels(), grey.lazyFingerprint());
    }

    @Override
    Image made(Image grey) {
        byte[] pixels = new byte[COLOURS * grey.pixels().length];
        for (int c = 0; c < COLOURS; c++) {
            System.arraycopy(grey.pixels(), 0, pixels, c * grey.pixels().length, grey.pixels().length);
        }
        return new Image(COLOURS, grey.height(), grey.width(), pixels);
    }

    @Override
    public List<Shard> shards() {
        return shards;
    }
}
