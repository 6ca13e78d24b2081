package io.winnow.datasets.image;

/**
 * The images of a data set, mirrored left to right. An image in a size is the mirror image of what the network sees, rather than what it would
 * see of the mirror image. It does not close the data set.
 */
public final class MirroredImages extends DerivedImages {
    /** @param images the data set, which must stay open as long as this one is used */
    public MirroredImages(ImageDataset images) {
        super(images, images.description());
    }

    @Override
    Image made(Image image) {
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
    public void close() {}
}
