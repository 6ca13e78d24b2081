package io.winnow.trainer.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.ReadReport;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The training and test images of an experiment, and how they become the input of a network. */
public final class ImageData implements AutoCloseable {
    private final ImageDataset train;
    private final ImageDataset test;
    private final int[] trainExamples;
    private final Optional<TrueLabels> trueLabels;
    private final List<String> dataNotes;
    private final int shardsAtOnce;
    private final ImagePass pass;
    private final ImageInputs inputs;

    /**
     * Opens both splits for a new training, which takes mean and standard deviation from the training images.
     *
     * @throws UserException when images differ in size and the configuration names none, or the test images have classes
     *     that the training images lack
     */
    public ImageData(ImageDataConfig config, Catalog catalog) throws IOException {
        this(config, catalog, Optional.empty(), Optional.empty());
    }

    /**
     * Opens both splits.
     *
     * @param trained what the training fixed, where these images are read again; nothing is measured then
     * @param otherTest test images in place of the configured ones; closed with this
     * @throws UserException when images differ in size and the configuration names none, or the test images have classes
     *     that the training images lack
     */
    public ImageData(
            ImageDataConfig config, Catalog catalog, Optional<ImageInputs> trained, Optional<ImageDataset> otherTest)
            throws IOException {
        Optional<DecodeOptions> fixed = trained.map(ImageInputs::preprocessing).map(ImagePreprocessing::decoding);
        ImageDataset labelled = open(config, config.train(), Catalog.Split.TRAIN, fixed, catalog);
        int all = labelled.size();
        int used = Math.min(all, config.limit().orElse(all));
        int[] limited =
                IntStream.range(0, used).map(i -> (int) ((long) i * all / used)).toArray();
        int[] held = config.train().isPresent() && config.test().isEmpty()
                ? Holdout.of(labelled, limited, config.holdout())
                : new int[0];
        limited = Holdout.without(limited, held);
        ImageDataset judged = otherTest.isPresent()
                ? otherTest.get()
                : held.length > 0
                        ? new SelectedImages(labelled, held)
                        : open(
                                config,
                                config.test(),
                                Catalog.Split.TEST,
                                Optional.of(labelled.decoding().orElse(config.decoding())),
                                catalog);
        requireChannels(labelled, judged);
        // The white level is that of the training images; the test images are decoded in the same way.
        List<String> notes = new ArrayList<>(report(labelled));
        if (held.length == 0) {
            notes.addAll(report(judged));
        }
        if (held.length > 0 && otherTest.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "There are no test images (data.test), so %d of the %d images of %s are held out as such.",
                    held.length,
                    held.length + limited.length,
                    labelled.name()));
        }
        ImageDataset own;
        if (config.labels().isPresent()) {
            Simulation given = Simulation.of(
                    labelled,
                    limited,
                    config.labels().get(),
                    judged,
                    otherTest.isPresent() ? new int[0] : held,
                    LabelledByFile.Folders.of(config.train(), config.test()));
            own = given.images();
            trainExamples = given.examples();
            trueLabels = given.truth();
            judged = given.test();
            notes.addAll(given.notes());
        } else {
            own = labelled;
            trainExamples = limited;
            trueLabels = Optional.empty();
        }
        // Numbers of classes mean in each part what they meant in the training, whatever classes there are now.
        train = trained.isPresent() && !trained.get().classes().isEmpty()
                ? SameClasses.of(own, trained.get().classes(), "the training of this run")
                : own;
        test = SameClasses.of(judged, train.labels().classNames(), train.name());
        shardsAtOnce = config.shardsAtOnce().orElse(0);
        if (shardsAtOnce > 0 && train.shards().isEmpty()) {
            throw new UserException("data.shards_at_once is " + shardsAtOnce + ", and the images of " + train.name()
                    + " do not lie in shards; leave it out.");
        }
        AlterationCounts altered = new AlterationCounts();
        inputs = trained.isPresent()
                ? trained.get()
                : new ImageInputs(
                        ImagePreprocessing.measure(train, size(config, labelled), altered),
                        train.labels().classNames(),
                        classCounts());
        String alterations = altered.sentence(inputs.preprocessing().decoding());
        if (!alterations.isEmpty()) {
            notes.add(train.name() + ": " + alterations);
        }
        dataNotes = List.copyOf(notes);
        pass = new ImagePass(inputs.preprocessing(), config.maxCorrupt());
    }

    private static ImageSize size(ImageDataConfig config, ImageDataset images) {
        return config.side()
                .map(ImageSize::square)
                .or(images::fixedSize)
                .orElseThrow(() -> new UserException("The images of " + images.name()
                        + " differ in size; data.side must say to which they are scaled."));
    }

    private ImageData(ImageData from, int[] trainExamples, Optional<TrueLabels> trueLabels, ImageDataset test) {
        train = from.train;
        this.test = test;
        this.trainExamples = trainExamples;
        this.trueLabels = trueLabels;
        dataNotes = from.dataNotes;
        shardsAtOnce = from.shardsAtOnce;
        pass = from.pass;
        inputs = from.inputs;
    }

    private static void requireChannels(ImageDataset train, ImageDataset test) {
        if (test.channels() != train.channels()) {
            throw new UserException(test.name() + " has images of " + test.channels() + " channels; " + train.name()
                    + " has " + train.channels() + ".");
        }
    }

    /**
     * Some of the training examples in use, in place of this.
     *
     * @param rows their places among the training examples in use, ascending
     */
    public ImageData select(int[] rows) {
        return new ImageData(
                this,
                Arrays.stream(rows).map(row -> trainExamples[row]).toArray(),
                trueLabels.map(truth -> truth.select(rows)),
                test);
    }

    /** @param fixed how images are decoded; where it is empty, as configured, with the white level that they have among themselves */
    private static ImageDataset open(
            ImageDataConfig config,
            Optional<Path> path,
            Catalog.Split split,
            Optional<DecodeOptions> fixed,
            Catalog catalog)
            throws IOException {
        if (path.isEmpty()) {
            return catalog.images(config.name().orElseThrow(), split);
        }
        Path there = InputPaths.requireOrPattern(path.get());
        boolean cutShards = config.maxCorrupt() > 0;
        return fixed.isPresent()
                ? ImageSource.open(path.get().toString(), there, fixed.get(), cutShards)
                : ImageSource.openMeasured(path.get().toString(), there, config.decoding(), cutShards);
    }

    /** What was not read is said before anything is trained. */
    private static List<String> report(ImageDataset images) {
        ReadReport report = images.report();
        return Stream.concat(
                        report.count() > 0 ? Stream.of(report.sentence()) : Stream.empty(), report.warnings().stream())
                .map(sentence -> images.name() + ": " + sentence)
                .toList();
    }

    public ImageDataset train() {
        return train;
    }

    public ImageDataset test() {
        return test;
    }

    /** Numbers of the training examples in use, ascending. */
    public int[] trainExamples() {
        return trainExamples;
    }

    public Labels trainLabels() {
        return train.labels().select(trainExamples);
    }

    /** The true labels of the training examples in use, where {@link #trainLabels} were made wrong; for evaluation alone. */
    public Optional<TrueLabels> trueLabels() {
        return trueLabels;
    }

    /** What a person should know of the data before they are used: one sentence for each thing that is not as one would expect. */
    public List<String> notes() {
        return Stream.concat(
                        dataNotes.stream(),
                        Stream.of(SameClasses.alike(train), SameClasses.missing(test))
                                .flatMap(Optional::stream))
                .toList();
    }

    /** What a run should record of labels that are not the data set's own: how many, and the share that is wrong. */
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels.isPresent() && trainLabels() instanceof Labels.Single given) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(given.classes()));
        }
        return figures;
    }

    public ImagePreprocessing preprocessing() {
        return pass.preprocessing();
    }

    /** What the training on these images fixes, or has fixed. */
    public ImageInputs inputs() {
        return inputs;
    }

    public ImageSize size() {
        return preprocessing().size();
    }

    public int channels() {
        return preprocessing().channels();
    }

    /** Training examples in use of each class, by their given labels; empty without one label each. */
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

    /** The first test images as they are read (B, C, H, W), uint8, at most {@code count}. */
    public NDArray testImages(int count, NDManager manager) {
        return pass.first(test, count, manager);
    }

    /** A loader of the training images. Its batches give numbers in the data set. */
    public ImageLoader trainLoader(int batchSize) {
        return new ImageLoader(train, trainExamples, pass.options(batchSize).withShardsAtOnce(shardsAtOnce));
    }

    /** Random views of this data. */
    public Augmenter augmenter(AugmentationConfig config) {
        return preprocessing().augmenter(config.toAugmentation());
    }

    /** Normalised, and otherwise as they are. */
    public Augmenter plain() {
        return preprocessing().plain();
    }

    /** Normalised pixels of the training examples in use, a row each (N, C * H * W). */
    public NDArray trainPixels(NDManager manager) {
        return map(
                train,
                trainExamples,
                1024,
                manager,
                images -> images.reshape(images.getShape().get(0), -1));
    }

    /** Normalised pixels of the test images, a row each. */
    public NDArray testPixels(NDManager manager) {
        return map(
                test,
                all(test),
                1024,
                manager,
                images -> images.reshape(images.getShape().get(0), -1));
    }

    /**
     * Applies a function to all normalised images, a batch at a time.
     *
     * @param function from (B, C, H, W) to (B, D)
     * @return (N, D) float32
     */
    NDArray map(
            ImageDataset dataset, int[] examples, int batchSize, NDManager manager, UnaryOperator<NDArray> function) {
        return pass.map(dataset, examples, batchSize, manager, function);
    }

    static int[] all(ImageDataset dataset) {
        return IntStream.range(0, dataset.size()).toArray();
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}
