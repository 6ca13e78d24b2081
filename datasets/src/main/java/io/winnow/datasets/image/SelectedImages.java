package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.fingerprint.LazyFingerprint;

/** A selection of the images of a data set, which are numbered anew in the order of the selection. */
public final class SelectedImages extends DerivedImages {
    private final int[] selected;

    /**
     * Creates a selection.
     *
     * @param images the images, which are closed with this data set
     * @param selected indices into {@code images}
     */
    public SelectedImages(ImageDataset images, int[] selected) {
        super(images, describe(images, selected.clone()));
        this.selected = selected.clone();
    }

    private static Description describe(ImageDataset images, int[] selected) {
        return new Description(
                images.name(),
                images.channels(),
                images.fixedSize(),
                images.labels().select(selected),
                LazyFingerprint.of(() -> new Fingerprint()
                        .add(images.fingerprint())
                        .add(selected)
                        .hex()));
    }

    @Override
    int source(int index) {
        return selected[index];
    }
}
