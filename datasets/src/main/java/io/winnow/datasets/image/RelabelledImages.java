package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The images of a data set with other labels. The data set's own labels cannot be accessed through it. */
public final class RelabelledImages implements ImageDataset {
    private final ImageDataset images;
    private final Description description;

    /**
     * Creates a data set.
     *
     * @param images the images, which are closed with this data set
     * @param labels labels of all images
     */
    public RelabelledImages(ImageDataset images, Labels labels) {
        if (labels.size() != images.size()) {
            throw new IllegalArgumentException(
                    images.name() + " has " + images.size() + " images, but there are " + labels.size() + " labels.");
        }
        this.images = images;
        Fingerprint fingerprint = new Fingerprint().add(images.fingerprint());
        if (labels instanceof Labels.Single single) {
            fingerprint.add(single.classes());
        } else if (labels instanceof Labels.Multi multi) {
            for (int[] positives : multi.positives()) {
                fingerprint.add(positives.length).add(positives);
            }
        }
        labels.classNames().forEach(fingerprint::add);
        description = new Description(images.name(), images.channels(), images.fixedSize(), labels, fingerprint.hex());
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Image image(int index) throws IOException {
        return images.image(index);
    }

    @Override
    public DecodedImage decode(int index) throws IOException {
        return images.decode(index);
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
    public List<Shard> shards() {
        return images.shards();
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
