package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Evaluates a model on labelled images, with the same metrics as the evaluation of a run. */
public record ImageJudge(ImageModel model, NDManager manager) {
    private static final int BATCH = 64;

    /**
     * Computes the metrics of a classifier.
     *
     * @param images images with one label each
     * @throws UserException when the model is not a classifier, when the images have no labels, or when they have classes that the model
     *     does not know
     */
    public Map<String, Double> classifier(ImageDataset images) throws IOException {
        ModelDescription description = model.description();
        if (description.kind() != ModelDescription.Kind.CLASSIFIER) {
            throw new UserException(
                    "The model is an encoder, not a classifier, so it is evaluated with probes that are fitted to labelled"
                            + " images. Add --train DATA to name these images.");
        }
        ImageDataset judged = ImageData.sameClasses(images, description.classes(), "the model");
        return Targets.judge(description.target(), outputs(images), judged.labels(), images.name(), "images")
                .metrics();
    }

    /**
     * What a person should know before a classifier is evaluated on these images, if anything.
     *
     * @throws UserException when the images have classes that the model lacks
     */
    public Optional<String> note(ImageDataset images) {
        return ClassNotes.missing(
                ImageData.sameClasses(images, model.description().classes(), "the model"), "images");
    }

    /**
     * Computes the metrics of a representation.
     *
     * @param train labelled images that the probes are fitted to
     * @param test labelled images that the probes are evaluated on
     * @throws UserException when the labels of train and test are not of the same kind
     */
    public Map<String, Double> representation(ImageDataset train, ImageDataset test, Probes probes) throws IOException {
        Labels judged = ImageData.sameClasses(test, train.labels().classNames(), train.name())
                .labels();
        try (NDManager scope = manager.newSubManager()) {
            return probes.figures(vectors(train, scope), train.labels(), vectors(test, scope), judged);
        }
    }

    private NDArray vectors(ImageDataset images, NDManager scope) throws IOException {
        return scope.create(
                outputs(images), new Shape(images.size(), model.description().dimension()));
    }

    /** Returns the outputs of all images, one row of length {@code dimension} for each image, concatenated. */
    private float[] outputs(ImageDataset images) throws IOException {
        float[] outputs =
                new float[Math.multiplyExact(images.size(), model.description().dimension())];
        int[] row = {0};
        try (ImagePredictor predictor =
                new ImagePredictor(model, BATCH, Runtime.getRuntime().availableProcessors(), manager)) {
            predictor.run(Item.of(images, "").iterator(), new ImagePredictor.Results() {
                @Override
                public void predicted(String key, float[] output) {
                    System.arraycopy(output, 0, outputs, row[0]++ * output.length, output.length);
                }

                @Override
                public void failed(String key, String why) throws IOException {
                    throw new IOException(images.name() + ", " + key + ": " + why);
                }
            });
        }
        return outputs;
    }
}
