package io.winnow.trainer.recipe;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.vision.ImageData;
import java.util.ArrayList;
import java.util.List;

/** Describes the images of an experiment, after a first batch of them has been read. */
final class FirstBatch {
    private static final int BATCH = 16;

    private FirstBatch() {}

    /** Reads a first batch, and returns lines that describe the training and test images. */
    static List<String> of(ImageData data) {
        try (ImageLoader loader = data.trainLoader(Math.min(BATCH, data.trainExamples().length));
                ImageLoader.Batches batches = loader.inOrder();
                ImageBatch first = batches.next()) {
            List<String> lines = new ArrayList<>();
            lines.add(described(data.train(), data.trainExamples().length) + ", of which the first " + first.size()
                    + " were read.");
            lines.add(described(data.test(), data.test().size()) + ".");
            lines.addAll(data.notes());
            return lines;
        }
    }

    private static String described(ImageDataset images, int used) {
        return images.name() + ": " + used + (used == images.size() ? "" : " of " + images.size()) + " images, "
                + (images.labels() instanceof Labels.None
                        ? "no labels"
                        : images.labels().classCount() + " classes");
    }
}
