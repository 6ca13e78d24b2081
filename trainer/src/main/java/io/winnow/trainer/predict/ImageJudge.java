package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.SameClasses;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Judges an exported model on labelled images, by the figures that a run's own evaluation gives. */
public record ImageJudge(ImageModel model, NDManager manager) {
    private static final int BATCH = 64;

    /**
     * The figures of a classifier.
     *
     * @throws UserException when the model is no classifier, or the images have classes that it lacks, or no labels
     */
    public Map<String, Double> classifier(ImageDataset images) throws IOException {
        ModelDescription description = model.description();
        if (description.kind() != ModelDescription.Kind.CLASSIFIER) {
            throw new UserException("This is no classifier: its representation is judged by probes, which are fitted to"
                    + " labelled images. --train names them.");
        }
        ImageDataset judged = SameClasses.of(images, description.classes(), "the model");
        if (!(judged.labels() instanceof Labels.Single truth)) {
            throw new UserException(
                    "Evaluation needs exactly one label per image; " + images.name() + " has none or several.");
        }
        int[] counts =
                description.classCounts().stream().mapToInt(Integer::intValue).toArray();
        return ClassificationReport.of(outputs(images), truth.classes(), counts, truth.classNames())
                .metrics();
    }

    /**
     * What a person should know before a classifier is judged on these images, if anything.
     *
     * @throws UserException when the images have classes that the model lacks
     */
    public Optional<String> note(ImageDataset images) {
        return SameClasses.missing(SameClasses.of(images, model.description().classes(), "the model"));
    }

    /**
     * The figures of a representation.
     *
     * @param train labelled images that the probes are fitted to
     * @throws UserException when labels are not of one kind
     */
    public Map<String, Double> representation(ImageDataset train, ImageDataset test, Probes probes) throws IOException {
        Labels judged =
                SameClasses.of(test, train.labels().classNames(), train.name()).labels();
        try (NDManager scope = manager.newSubManager()) {
            return probes.figures(vectors(train, scope), train.labels(), vectors(test, scope), judged);
        }
    }

    private NDArray vectors(ImageDataset images, NDManager scope) throws IOException {
        return scope.create(
                outputs(images), new Shape(images.size(), model.description().dimension()));
    }

    /** The outputs of all images, a row each. */
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
