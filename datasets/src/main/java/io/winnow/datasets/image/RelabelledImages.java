package io.winnow.datasets.image;

import io.winnow.datasets.example.Shard;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.fingerprint.LazyFingerprint;
import io.winnow.datasets.label.Labels;
import java.util.List;

/** The images of a data set with other labels. The data set's own labels cannot be accessed through it. */
public final class RelabelledImages extends DerivedImages {
    private final List<Shard> shards;

    /**
     * Creates a data set.
     *
     * @param images the images, which are closed with this data set
     * @param labels labels of all images
     */
    public RelabelledImages(ImageDataset images, Labels labels) {
        super(images, describe(images, labels));
        shards = images.shards();
    }

    private static Description describe(ImageDataset images, Labels labels) {
        if (labels.size() != images.size()) {
            throw new IllegalArgumentException(
                    images.name() + " has " + images.size() + " images, but there are " + labels.size() + " labels.");
        }
        return new Description(
                images.name(),
                images.channels(),
                images.fixedSize(),
                labels,
                LazyFingerprint.of(() -> labels.addTo(new Fingerprint().add(images.fingerprint()))
                        .hex()));
    }

    @Override
    public List<Shard> shards() {
        return shards;
    }
}
