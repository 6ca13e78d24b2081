package io.winnow.trainer.bench;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads one photograph after another with DJL's own decoder, resizes it without antialiasing, and crops its centre. */
final class PlainPhotographs extends PlainLoop {
    private final PhotographsWorkload same;

    PlainPhotographs(PhotographsWorkload same) {
        super(same, "plain DJL");
        this.same = same;
    }

    @Override
    public void step(long number) {
        int batch = (int) same.items();
        for (int i = 0; i < batch; i++) {
            byte[] file = same.images()
                    .file((int) ((number * batch + i) % same.images().size()));
            try {
                Image image = ImageFactory.getInstance().fromInputStream(new ByteArrayInputStream(file));
                double scale =
                        (double) PhotographsWorkload.SHORTER_SIDE / Math.min(image.getWidth(), image.getHeight());
                int width = (int) Math.round(image.getWidth() * scale);
                int height = (int) Math.round(image.getHeight() * scale);
                int crop = PhotographsWorkload.CROP;
                Image cropped = image.resize(width, height, true)
                        .getSubImage((width - crop) / 2, (height - crop) / 2, crop, crop);
                if (cropped.getWidth() != crop) {
                    throw new IllegalStateException("An image has a width of " + cropped.getWidth() + ".");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {}
}
