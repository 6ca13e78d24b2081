package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images that a teacher labels, and labelled ones to judge it on.
 *
 * @param images all images
 * @param examples indices of those that are labelled
 * @param judgedOn labelled images; empty if there are none
 * @param notes notes for the user
 * @param source closes all images
 */
@SuppressWarnings("ArrayRecordComponent") // opened once; never compared
record TeacherImages(
        ImageDataset images,
        int[] examples,
        Optional<ImageDataset> judgedOn,
        List<String> notes,
        TeacherImages.Source source)
        implements AutoCloseable {
    /** Closes images. */
    @FunctionalInterface
    interface Source {
        void close() throws IOException;
    }

    /**
     * Labelled images.
     *
     * @param truth their labels, with the classes of the teacher
     */
    record Judged(ImageDataset images, Labels truth) {}

    /**
     * Opens images.
     *
     * @param data the configuration of a training, or images
     * @param test images to judge the teacher on; empty for those of the configuration
     */
    static TeacherImages open(String data, Optional<String> test, List<String> assignments, TrainedModel teacher)
            throws IOException {
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        InputOptions options = new InputOptions(catalog, TextCharset.UTF_8, Optional.empty());
        if (data.endsWith(".yaml") || data.endsWith(".yml")) {
            if (test.isPresent()) {
                throw new UserException(
                        "--test cannot be used for a configuration. Name its test data in the file, or with"
                                + " --set recipe.data.test=" + test.get() + ".");
            }
            return configured(Path.of(data), assignments, catalog);
        }
        if (!assignments.isEmpty()) {
            throw new UserException(
                    "--set can only be used with a configuration (.yaml), but " + data + " is none. Leave it out.");
        }
        ImageDataset images = (ImageDataset) EvaluateCommand.labelled(teacher.reader(), data, options);
        try {
            Optional<ImageDataset> others = test.isPresent()
                    ? Optional.of((ImageDataset) EvaluateCommand.labelled(teacher.reader(), test.get(), options))
                    : Optional.empty();
            return new TeacherImages(images, TaskData.all(images), others, List.of(), () -> {
                try (images) {
                    if (others.isPresent()) {
                        others.get().close();
                    }
                }
            });
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    private static TeacherImages configured(Path file, List<String> assignments, Catalog catalog) throws IOException {
        Experiment experiment = Experiment.read(InputPaths.require(file), assignments);
        if (!(experiment.recipe() instanceof EncoderRecipe recipe)) {
            throw new UserException(
                    file + " is the configuration of a training without images. Name one of images, or their folder.");
        }
        TaskData opened = recipe.encoder().data().open(catalog, Fixed.NOTHING, Optional.empty());
        if (!(opened.train() instanceof ImageDataset images)) {
            opened.close();
            throw new UserException(file + " is the configuration of a training on " + opened.unit()
                    + ", but a teacher labels images. Name a configuration of images, or their folder.");
        }
        return new TeacherImages(
                images,
                opened.trainExamples(),
                Optional.of((ImageDataset) opened.test()),
                opened.notes(),
                opened::close);
    }

    /**
     * Returns the names of the classes of a teacher. If it has none, its classes are those of the images in their order.
     *
     * @throws UserException if the images have other classes
     */
    List<String> classes(TrainedModel teacher) {
        List<String> own = images.labels().classNames();
        if (teacher.matchesByName(own)) {
            withClasses(images, teacher.output().names());
            return teacher.output().names();
        }
        if (own.size() != teacher.output().dimension()) {
            throw new UserException("The teacher has " + teacher.output().dimension()
                    + " classes without names, but the images of " + images.name() + " have " + own.size()
                    + ", so that it is not known which are the same. Name a teacher whose classes have names.");
        }
        return own;
    }

    /** Returns the images to judge on, with the classes of the teacher; empty if there are none with labels. */
    Optional<Judged> test(TrainedModel teacher) {
        return judgedOn.filter(each -> !(each.labels() instanceof NoLabels))
                .map(each -> new Judged(each, withClasses(each, classes(teacher))));
    }

    private static Labels withClasses(ImageDataset images, List<String> names) {
        return SameClasses.of(images, "images", names, "the teacher").orElse(images.labels());
    }

    /**
     * Returns the predictions of another model in the order of some classes (N * C), row-major.
     *
     * @param name the model as the user named it
     * @throws UserException if it has other classes
     */
    static float[] scores(TrainedModel model, Path name, List<String> classes, Dataset<?> images, NDManager manager)
            throws IOException {
        List<String> own = model.output().names();
        int[] numbers = classes.stream().mapToInt(own::indexOf).toArray();
        for (int c = 0; c < numbers.length; c++) {
            if (numbers[c] < 0) {
                throw new UserException(name + " does not know the class '" + classes.get(c)
                        + "' of the teacher, so that they cannot be" + " compared; "
                        + Names.allowedAtEnd(classes.get(c), own));
            }
        }
        float[] predicted;
        try (NDArray all = model.run(images, TaskData.all(images), manager)) {
            predicted = all.toFloatArray();
        }
        float[] scores = new float[images.size() * numbers.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = predicted[i / numbers.length * own.size() + numbers[i % numbers.length]];
        }
        return scores;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
