package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.Optional;

/** A selection of the images of a data set, which are numbered anew in the order of the selection. */
public final class SelectedImages implements ImageDataset {
    private final ImageDataset images;
    private final int[] selected;
    private final Description description;

    /**
     * Creates a selection.
     *
     * @param images the images, which are closed with this data set
     * @param selected indices into {@code images}
     */
    public SelectedImages(ImageDataset images, int[] selected) {
        this.images = images;
        this.selected = selected.clone();
        Labels labels = images.labels().select(selected);
        description = new Description(
                images.name(),
                images.channels(),
                images.fixedSize(),
                labels,
                new Fingerprint().add(images.fingerprint()).add(selected).hex());
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image image(int index) throws IOException {
        return images.image(selected[index]);
    }

    @Override
    public DecodedImage decode(int index) throws IOException {
        return images.decode(selected[index]);
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
        return images.key(selected[index]);
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
