package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.image.ConvertedImages;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.loader.LoaderOptions;
import io.winnow.trainer.run.StopSignal;
import java.util.function.UnaryOperator;

/**
 * One pass over images in their order, batch by batch, that collects the results of a function.
 *
 * @param preprocessing preprocessing of the images
 * @param maxCorrupt largest number of damaged images that are skipped; one more is an error
 */
record ImagePass(ImagePreprocessing preprocessing, int maxCorrupt) {
    /**
     * Applies a function to normalised images.
     *
     * @param examples indices of the images (N)
     * @param function maps (B, C, H, W) to (B, D)
     * @return (N, D) float32
     */
    NDArray map(
            ImageDataset dataset, int[] examples, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        ImageDataset images = ConvertedImages.of(dataset, preprocessing.channels());
        Augmenter augmenter = preprocessing.plain();
        NDArray all = null;
        try (ImageLoader loader = new ImageLoader(images, examples, options(batchSize));
                ImageLoader.Batches batches = loader.inOrder()) {
            long row = 0;
            while (batches.hasNext()) {
                StopSignal.poll();
                try (ImageBatch batch = batches.next();
                        NDManager scope = manager.newSubManager()) {
                    NDArray out = function.apply(augmenter.apply(batch.examples(scope), 0));
                    if (all == null) {
                        all = manager.create(
                                new Shape(examples.length, out.getShape().get(1)), DataType.FLOAT32);
                    }
                    all.set(new NDIndex("{}:{}", row, row + batch.size()), out);
                    row += batch.size();
                }
            }
        }
        return all;
    }

    /** Reads some images in one batch, without normalisation: (B, C, H, W), uint8. */
    NDArray read(ImageDataset dataset, int[] examples, NDManager manager) {
        ImageDataset images = ConvertedImages.of(dataset, preprocessing.channels());
        try (ImageLoader loader = new ImageLoader(images, examples, options(examples.length));
                ImageLoader.Batches batches = loader.inOrder();
                ImageBatch batch = batches.next();
                NDManager scope = manager.newSubManager()) {
            NDArray copy = batch.examples(scope).duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    LoaderOptions options(int batchSize) {
        return options(batchSize, preprocessing.framing());
    }

    /** Returns options of a loader of images that are framed in another way. */
    LoaderOptions options(int batchSize, Framing framing) {
        return LoaderOptions.of(batchSize, framing).withMaxCorrupt(maxCorrupt);
    }
}
