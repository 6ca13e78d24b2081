package io.winnow.trainer.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.ReadReport;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ImageBatch;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.datasets.loader.LoaderOptions;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training and test images of an experiment, with the normalisation that the training images give. */
public final class ImageData implements AutoCloseable {
    /** Examples from which mean and deviation are measured; more change neither visibly. */
    private static final int NORMALISATION_EXAMPLES = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(ImageData.class);

    private final ImageDataset train;
    private final ImageDataset test;
    private final int[] trainExamples;
    private final ImageSize size;
    private final Optional<TrueLabels> trueLabels;
    private final int maxCorrupt;
    private final int shardsAtOnce;
    private final float[] mean;
    private final float[] deviation;

    /**
     * Opens both splits.
     *
     * @throws UserException when images differ in size and the configuration names none, or the splits number classes differently
     */
    public ImageData(ImageDataConfig config, Catalog catalog) throws IOException {
        // The white level is that of the training images; the test images are decoded in the same way.
        ImageDataset labelled = config.train().isPresent()
                ? ImageSource.openMeasured(
                        config.train().get().toString(),
                        config.train().get(),
                        config.decoding(),
                        config.maxCorrupt() > 0)
                : catalog.images(config.name().orElseThrow(), Catalog.Split.TRAIN);
        DecodeOptions decoding = labelled.decoding().orElse(config.decoding());
        test = config.test().isPresent()
                ? ImageSource.open(
                        config.test().get().toString(), config.test().get(), decoding, config.maxCorrupt() > 0)
                : catalog.images(config.name().orElseThrow(), Catalog.Split.TEST);
        say(labelled);
        say(test);
        requireSameClasses(labelled, test);
        size = config.side()
                .map(ImageSize::square)
                .or(labelled::fixedSize)
                .orElseThrow(() -> new UserException("The images of " + labelled.name()
                        + " differ in size; data.side must say to which they are scaled."));
        int all = labelled.size();
        int used = Math.min(all, config.limit().orElse(all));
        int[] limited =
                IntStream.range(0, used).map(i -> (int) ((long) i * all / used)).toArray();
        if (config.labels().isPresent()) {
            Simulation given = Simulation.of(labelled, limited, config.labels().get());
            train = given.images();
            trainExamples = given.examples();
            trueLabels = Optional.of(given.truth());
        } else {
            train = labelled;
            trainExamples = limited;
            trueLabels = Optional.empty();
        }
        maxCorrupt = config.maxCorrupt();
        shardsAtOnce = config.shardsAtOnce().orElse(0);
        if (shardsAtOnce > 0 && train.shards().isEmpty()) {
            throw new UserException("data.shards_at_once is " + shardsAtOnce + ", and the images of " + train.name()
                    + " do not lie in shards; leave it out.");
        }
        int channels = train.channels();
        mean = new float[channels];
        deviation = new float[channels];
        measure();
    }

    private ImageData(ImageData from, int[] trainExamples, Optional<TrueLabels> trueLabels, ImageDataset test) {
        train = from.train;
        this.test = test;
        this.trainExamples = trainExamples;
        size = from.size;
        this.trueLabels = trueLabels;
        maxCorrupt = from.maxCorrupt;
        shardsAtOnce = from.shardsAtOnce;
        mean = from.mean;
        deviation = from.deviation;
    }

    /**
     * The same training images with other test images, which are read and normalised as these are. In place of this, whose test images
     * are closed.
     *
     * @throws UserException when they have another number of channels, or number classes differently
     */
    public ImageData withTest(ImageDataset images) throws IOException {
        if (images.channels() != channels()) {
            throw new UserException(images.name() + " has images of " + images.channels()
                    + " channels; the run was trained with " + channels() + ".");
        }
        requireSameClasses(train, images);
        test.close();
        return new ImageData(this, trainExamples, trueLabels, images);
    }

    /** A number must mean the same class in both, where both have labels; test images may lack the last classes. */
    private static void requireSameClasses(ImageDataset train, ImageDataset test) {
        List<String> names = train.labels().classNames();
        List<String> others = test.labels().classNames();
        if (!names.isEmpty()
                && !names.subList(0, Math.min(names.size(), others.size())).equals(others)) {
            throw new UserException(test.name() + " has the classes " + others + "; " + train.name() + " has " + names
                    + ", and numbers of classes must mean the same in both.");
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

    /** What was not read is said before anything is trained. */
    private static void say(ImageDataset images) {
        ReadReport report = images.report();
        if (report.count() > 0) {
            LOG.warn("{}: {}", images.name(), report.sentence());
        }
        report.warnings().forEach(warning -> LOG.warn("{}: {}", images.name(), warning));
    }

    private void measure() throws IOException {
        int channels = mean.length;
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        long count = 0;
        AlterationCounts altered = new AlterationCounts();
        int examples = Math.min(NORMALISATION_EXAMPLES, train.size());
        for (int i = 0; i < examples; i++) {
            Image image;
            try {
                DecodedImage decoded = train.decode((int) ((long) i * train.size() / examples));
                altered.add(decoded.alterations());
                image = decoded.image();
            } catch (CorruptImageException e) {
                continue;
            }
            int plane = image.height() * image.width();
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < plane; p++) {
                    double value = (image.pixels()[c * plane + p] & 0xff) / 255.0;
                    sum[c] += value;
                    squares[c] += value * value;
                }
            }
            count += plane;
        }
        train.decoding()
                .map(altered::sentence)
                .filter(sentence -> !sentence.isEmpty())
                .ifPresent(sentence -> LOG.warn("{}: {}", train.name(), sentence));
        for (int c = 0; c < channels; c++) {
            double average = count == 0 ? 0.5 : sum[c] / count;
            mean[c] = (float) average;
            deviation[c] =
                    (float) (count == 0 ? 0.25 : Math.max(1e-3, Math.sqrt(squares[c] / count - average * average)));
        }
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

    /** What a run should record of labels that are not the data set's own: how many, and the share that is wrong. */
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels.isPresent() && trainLabels() instanceof Labels.Single given) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(given.classes()));
        }
        return figures;
    }

    public ImageSize size() {
        return size;
    }

    public int channels() {
        return mean.length;
    }

    /** Of each channel, of values in [0, 1]. */
    public float[] mean() {
        return mean.clone();
    }

    /** Standard deviation of each channel, of values in [0, 1]. */
    public float[] deviation() {
        return deviation.clone();
    }

    /** Training examples in use of each class, by their given labels; empty without one label each. */
    public List<Integer> classCounts() {
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
        int[] first = IntStream.range(0, Math.min(count, test.size())).toArray();
        try (ImageLoader loader = new ImageLoader(test, first, options(first.length));
                ImageLoader.Batches batches = loader.inOrder();
                ImageBatch batch = batches.next();
                NDManager scope = manager.newSubManager()) {
            NDArray copy = batch.images(scope).duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    /** A loader of the training images. Its batches give numbers in the data set. */
    public ImageLoader trainLoader(int batchSize) {
        return new ImageLoader(train, trainExamples, options(batchSize).withShardsAtOnce(shardsAtOnce));
    }

    /** Random views of this data. */
    public Augmenter augmenter(AugmentationConfig config) {
        return new Augmenter(config.toAugmentation(), size, mean, deviation);
    }

    /** Normalised, and otherwise as they are. */
    public Augmenter plain() {
        return new Augmenter(ImageAugmentation.NONE, size, mean, deviation);
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
        Augmenter augmenter = plain();
        NDArray all = null;
        try (ImageLoader loader = new ImageLoader(dataset, examples, options(batchSize));
                ImageLoader.Batches batches = loader.inOrder()) {
            long row = 0;
            while (batches.hasNext()) {
                StopSignal.poll();
                try (ImageBatch batch = batches.next();
                        NDManager scope = manager.newSubManager()) {
                    NDArray out = function.apply(augmenter.apply(batch.images(scope), 0));
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

    static int[] all(ImageDataset dataset) {
        return IntStream.range(0, dataset.size()).toArray();
    }

    private LoaderOptions options(int batchSize) {
        return LoaderOptions.of(batchSize, size).withMaxCorrupt(maxCorrupt);
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}
