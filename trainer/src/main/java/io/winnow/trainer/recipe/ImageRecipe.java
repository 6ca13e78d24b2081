package io.winnow.trainer.recipe;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import io.winnow.trainer.vision.ImageInputs;
import io.winnow.trainer.vision.ImagePreprocessing;
import java.io.IOException;
import java.util.Optional;

/** A method that trains an encoder of images. */
public interface ImageRecipe extends Recipe {
    /** Compares the numbers of this configuration with the images. */
    void checkSizes(SizeChecks checks, ImageData images);

    @Override
    default void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {
        ImageDataConfig config = encoder().data();
        try (ImageData images = new ImageData(config, catalog)) {
            int all = images.train().size();
            int limit = config.limit().orElse(all);
            checks.expect(
                    limit <= all,
                    "data.limit",
                    "is " + limit + ", and there are only " + all + " images: all are used");
            checkSizes(checks, images);
        }
    }

    /** The trained encoder, for evaluation, embedding, and runs that start from this one. */
    TrainedEncoder encoder();

    /** The stage that judges the weights in {@code folderOf(encoder().stage())}, or another checkpoint of them. */
    @Override
    ImageEvaluation evaluation();

    /** The network from images to class scores that a recipe trains, if it does, without weights. */
    default Optional<Layer> classifier(ImageInputs inputs) {
        return Optional.empty();
    }

    /** The network from images to the vectors that learned class centers are compared with, if a recipe has such, without weights. */
    default Optional<Layer> discriminated(ImagePreprocessing input) {
        return Optional.empty();
    }

    /** In which space the labels of the training examples are audited, and by which statistics of the classes. */
    default Audited audited() {
        return new Audited(encoder(), new CleanSelection.Neighbours(50, true), Borrowing.NONE);
    }

    /**
     * Where a recipe leaves its encoder.
     *
     * @param stage name of the stage whose folder has {@code encoder.safetensors} and {@code checkpoints/}
     */
    record TrainedEncoder(String stage, EncoderConfig network, ImageDataConfig data) {}

    /**
     * What an audit of labels starts from.
     *
     * @param encoder one that saw no labels, where the recipe has one
     */
    record Audited(TrainedEncoder encoder, CleanSelection select, Borrowing borrow) {}
}
