package io.winnow.datasets.image;

import io.winnow.datasets.example.Shard;
import java.util.List;

/** Images with another number of channels than those they are made of. */
public final class ConvertedImages extends DerivedImages {
    private static final int COLOURS = 3;

    private final List<Shard> shards;

    private ConvertedImages(ImageDataset images, int channels) {
        super(images, described(images.description(), channels));
        shards = images.shards();
    }

    /**
     * Returns images with a number of channels, if they have it or are grey; otherwise the images as they are. Red, green and blue of a
     * grey image are its grey channel.
     *
     * @param images a data set, which is closed with the result
     */
    public static ImageDataset greyAsColour(ImageDataset images, int channels) {
        return images.channels() == 1 && channels == COLOURS ? new ConvertedImages(images, COLOURS) : images;
    }

    /**
     * Returns images with a number of channels, as if they were decoded to it: the grey channel of a colour image is its luma.
     *
     * @param images a data set, which is closed with the result
     */
    public static ImageDataset of(ImageDataset images, int channels) {
        return images.channels() == channels ? images : new ConvertedImages(images, channels);
    }

    private static Description described(Description images, int channels) {
        return new Description(images.name(), channels, images.fixedSize(), images.labels(), images.lazyFingerprint());
    }

    @Override
    Image made(Image image) {
        byte[] from = image.pixels();
        int area = image.height() * image.width();
        byte[] to = new byte[channels() * area];
        if (image.channels() == 1) {
            for (int c = 0; c < channels(); c++) {
                System.arraycopy(from, 0, to, c * area, area);
            }
        } else {
            for (int p = 0; p < area; p++) {
                to[p] = (byte) PixelWriter.luma(from[p] & 0xff, from[area + p] & 0xff, from[2 * area + p] & 0xff);
            }
        }
        return new Image(channels(), image.height(), image.width(), to);
    }

    @Override
    public List<Shard> shards() {
        return shards;
    }
}
