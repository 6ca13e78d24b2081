package io.winnow.trainer.predict;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Judges an exported classifier on labelled images. */
public final class ClassifierJudge {
    private static final int BATCH = 64;

    private ClassifierJudge() {}

    /**
     * The figures that the run's own evaluation gives.
     *
     * @throws UserException when the model is no classifier, or the images have other classes or none
     */
    public static Map<String, Double> judge(ImageModel model, ImageDataset images, NDManager manager)
            throws IOException {
        ModelDescription description = model.description();
        if (description.kind() != ModelDescription.Kind.CLASSIFIER) {
            throw new UserException(
                    "An exported encoder alone cannot be judged: the probes are fitted to training images."
                            + " Evaluate its run with --data.");
        }
        Labels.Single truth = requireClasses(images, description.classes());
        float[] probabilities = new float[images.size() * description.dimension()];
        int[] row = {0};
        try (ImagePredictor predictor =
                new ImagePredictor(model, BATCH, Runtime.getRuntime().availableProcessors(), manager)) {
            predictor.run(Items.of(images).iterator(), new ImagePredictor.Results() {
                @Override
                public void predicted(String key, float[] output) {
                    System.arraycopy(output, 0, probabilities, row[0]++ * output.length, output.length);
                }

                @Override
                public void failed(String key, String why) throws IOException {
                    throw new IOException(images.name() + ", " + key + ": " + why);
                }
            });
        }
        int[] counts =
                description.classCounts().stream().mapToInt(Integer::intValue).toArray();
        return ClassificationReport.of(probabilities, truth.classes(), counts, truth.classNames())
                .metrics();
    }

    /**
     * The labels of images that must have the model's classes.
     *
     * @throws UserException when they are others
     */
    public static Labels.Single requireClasses(ImageDataset images, List<String> classes) {
        if (!(images.labels() instanceof Labels.Single truth)) {
            throw new UserException(images.name() + " has not one label for each image to judge by.");
        }
        if (!truth.classNames().equals(classes)) {
            throw new UserException(
                    images.name() + " has the classes " + truth.classNames() + "; the model knows " + classes + ".");
        }
        return truth;
    }
}
