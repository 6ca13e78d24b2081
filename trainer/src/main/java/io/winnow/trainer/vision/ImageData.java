package io.winnow.trainer.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The training and test images of an experiment and their preprocessing for a network. */
public final class ImageData implements AutoCloseable {
    private final ImageDataset train;
    private final ImageDataset test;
    private final int[] trainExamples;
    private final int[] idleExamples;
    private final boolean heldOut;
    private final Optional<TrueLabels> trueLabels;
    private final List<String> dataNotes;
    private final int shardsAtOnce;
    private final ImagePass pass;
    private final ImageInputs inputs;

    /**
     * Opens the training and test images for a new training. Mean and standard deviation are measured on the training images.
     *
     * @throws UserException if the images differ in size and the configuration specifies no size, or if the test images have classes
     *     that the training images lack
     */
    public static ImageData open(ImageDataConfig config, Catalog catalog) throws IOException {
        return open(config, catalog, Optional.empty(), Optional.empty());
    }

    /**
     * Opens the training and test images.
     *
     * @param trained preprocessing and classes of an earlier training, if its images are opened again; nothing is measured then
     * @param otherTest test images that replace the configured ones; they are closed together with the result, and on an error
     * @throws UserException if the images differ in size and the configuration specifies no size, or if the test images have classes
     *     that the training images lack
     */
    public static ImageData open(
            ImageDataConfig config, Catalog catalog, Optional<ImageInputs> trained, Optional<ImageDataset> otherTest)
            throws IOException {
        Splits splits = Splits.open(
                config, catalog, trained.map(ImageInputs::preprocessing).map(ImagePreprocessing::decoding), otherTest);
        try {
            return new ImageData(config, splits, trained);
        } catch (IOException | RuntimeException e) {
            splits.close();
            throw e;
        }
    }

    private ImageData(ImageDataConfig config, Splits splits, Optional<ImageInputs> trained) throws IOException {
        List<String> notes = new ArrayList<>(splits.notes());
        requireChannels(splits.train(), splits.test());
        ImageDataset given = splits.train();
        ImageDataset judged = splits.test();
        if (config.labels().isPresent()) {
            Simulation simulation = Simulation.of(
                    splits.train(),
                    splits.examples(),
                    config.labels().get(),
                    splits.test(),
                    splits.held(),
                    LabelledByFile.Folders.of(config.train(), config.test()));
            given = simulation.images();
            judged = simulation.test();
            trainExamples = simulation.examples();
            trueLabels = simulation.truth();
            notes.addAll(simulation.notes());
        } else {
            trainExamples = splits.examples();
            trueLabels = Optional.empty();
        }
        int[] read = IntStream.concat(Arrays.stream(splits.examples()), Arrays.stream(splits.held()))
                .sorted()
                .toArray();
        idleExamples = Holdout.without(read, trainExamples);
        heldOut = splits.held().length > 0;
        // Class numbers keep the meaning that they had in the training, even if the data have other classes now.
        train = trained.isPresent() && !trained.get().classes().isEmpty()
                ? SameClasses.of(given, trained.get().classes(), "the training of this run")
                : given;
        test = SameClasses.of(judged, train.labels().classNames(), train.name());
        shardsAtOnce = config.shardsAtOnce().orElse(0);
        if (shardsAtOnce > 0 && train.shards().isEmpty()) {
            throw new UserException("data.shards_at_once is " + shardsAtOnce + ", but the images of " + train.name()
                    + " are not in shards. Leave data.shards_at_once out.");
        }
        if (trained.isPresent()) {
            inputs = trained.get();
        } else {
            AlterationCounts altered = new AlterationCounts();
            ImagePreprocessing measured = ImagePreprocessing.measure(train, size(config, splits.train()), altered);
            inputs = new ImageInputs(measured, train.labels().classNames(), classCounts());
            String alterations = altered.sentence(measured.decoding());
            if (!alterations.isEmpty()) {
                notes.add(train.name() + ": " + alterations);
            }
        }
        dataNotes = List.copyOf(notes);
        pass = new ImagePass(inputs.preprocessing(), config.maxCorrupt());
    }

    private static ImageSize size(ImageDataConfig config, ImageDataset images) {
        return config.imageSize()
                .map(ImageSize::square)
                .or(images::fixedSize)
                .orElseThrow(
                        () -> new UserException(
                                "The images of " + images.name()
                                        + " differ in size. Set data.image_size to the side length in pixels to which they are scaled."));
    }

    private ImageData(ImageData from, int[] trainExamples, Optional<TrueLabels> trueLabels, ImageDataset test) {
        train = from.train;
        this.test = test;
        this.trainExamples = trainExamples;
        idleExamples = from.idleExamples;
        heldOut = from.heldOut;
        this.trueLabels = trueLabels;
        dataNotes = from.dataNotes;
        shardsAtOnce = from.shardsAtOnce;
        pass = from.pass;
        inputs = from.inputs;
    }

    private static void requireChannels(ImageDataset train, ImageDataset test) {
        if (test.channels() != train.channels()) {
            throw new UserException("Training and test images must have the same number of channels: " + test.name()
                    + " has " + test.channels() + ", but " + train.name() + " has " + train.channels()
                    + ". Use other test images.");
        }
    }

    /**
     * Returns the same data with only some of the training examples in use. The result shares the images with this object and closes them.
     *
     * @param rows positions of these examples among the training examples in use, ascending
     */
    public ImageData select(int[] rows) {
        return new ImageData(
                this,
                Arrays.stream(rows).map(row -> trainExamples[row]).toArray(),
                trueLabels.map(truth -> truth.select(rows)),
                test);
    }

    /** Returns all training images, including those that are not in use. */
    public ImageDataset train() {
        return train;
    }

    /** Returns the test images. */
    public ImageDataset test() {
        return test;
    }

    /** Returns the indices of the training examples in use, ascending. */
    public int[] trainExamples() {
        return trainExamples;
    }

    /** Returns the given labels of the training examples in use. */
    public Labels trainLabels() {
        return train.labels().select(trainExamples);
    }

    /**
     * Returns the labels of the training images that are read but not in use, by their indices: held-out images have the label that they
     * are evaluated with; all others, such as those without a label in a label file, have an empty text.
     */
    public Map<Integer, String> idleLabels() {
        Map<String, String> held = new HashMap<>();
        if (heldOut && test.labels() instanceof Labels.Single single) {
            for (int i = 0; i < test.size(); i++) {
                held.put(test.key(i), single.classNames().get(single.classes()[i]));
            }
        }
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (int example : idleExamples) {
            labels.put(example, held.getOrDefault(train.key(example), ""));
        }
        return labels;
    }

    /**
     * Returns the true labels of the training examples in use, if they are known besides {@link #trainLabels}. They are for evaluation
     * only.
     */
    public Optional<TrueLabels> trueLabels() {
        return trueLabels;
    }

    /** Returns notes for the user on unexpected properties of the data, one sentence each. */
    public List<String> notes() {
        return Stream.concat(
                        dataNotes.stream(),
                        Stream.of(LabelNotes.alike(train), LabelNotes.missing(test))
                                .flatMap(Optional::stream))
                .toList();
    }

    /** Returns the number of examples and the noise rate as metrics of the run, if the true labels are known. */
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels.isPresent() && trainLabels() instanceof Labels.Single given) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(given.classes()));
        }
        return figures;
    }

    /** Returns the preprocessing of the images. */
    public ImagePreprocessing preprocessing() {
        return pass.preprocessing();
    }

    /** Returns the preprocessing and classes that the training on these images fixes. */
    public ImageInputs inputs() {
        return inputs;
    }

    /** Returns the size of the images after preprocessing. */
    public ImageSize size() {
        return preprocessing().size();
    }

    /** Returns the number of channels: 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return preprocessing().channels();
    }

    /** Returns the number of training examples in use of each class, by their given labels; empty unless each has exactly one label. */
    private List<Integer> classCounts() {
        if (!(trainLabels() instanceof Labels.Single given)) {
            return List.of();
        }
        int[] counts = new int[given.classCount()];
        for (int each : given.classes()) {
            counts[each]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /** Reads the first test images, at most {@code count}, without normalisation: (B, C, H, W), uint8. */
    public NDArray testImages(int count, NDManager manager) {
        return pass.first(test, count, manager);
    }

    /** Creates a loader of the training examples in use. The indices in its batches are those in {@link #train}. */
    public ImageLoader trainLoader(int batchSize) {
        return new ImageLoader(train, trainExamples, pass.options(batchSize).withShardsAtOnce(shardsAtOnce));
    }

    /** Creates an augmenter that makes random normalised views of these images. */
    public Augmenter augmenter(AugmentationConfig config) {
        return preprocessing().augmenter(config.toAugmentation());
    }

    /** Creates an augmenter that normalises images and changes nothing else. */
    public Augmenter plain() {
        return preprocessing().plain();
    }

    /** Returns the normalised pixels of the training examples in use (N, C * H * W). */
    public NDArray trainPixels(NDManager manager) {
        return map(
                train,
                trainExamples,
                1024,
                manager,
                images -> images.reshape(images.getShape().get(0), -1));
    }

    /** Returns the normalised pixels of the test images (M, C * H * W). */
    public NDArray testPixels(NDManager manager) {
        return map(
                test,
                all(test),
                1024,
                manager,
                images -> images.reshape(images.getShape().get(0), -1));
    }

    /**
     * Applies a function to normalised images, one batch at a time.
     *
     * @param examples indices of the images (N)
     * @param function maps (B, C, H, W) to (B, D)
     * @return (N, D) float32
     */
    NDArray map(
            ImageDataset dataset, int[] examples, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        return pass.map(dataset, examples, batchSize, manager, function);
    }

    /** Returns the indices of all images of a data set. */
    public static int[] all(ImageDataset dataset) {
        return IntStream.range(0, dataset.size()).toArray();
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}
