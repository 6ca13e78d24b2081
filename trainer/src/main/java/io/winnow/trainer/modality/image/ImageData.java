package io.winnow.trainer.modality.image;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.ImageCopies;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.RelabelledImages;
import io.winnow.datasets.image.SelectedImages;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.UnlabelledExamples;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The training and test images of an experiment and their preprocessing for a network. */
public final class ImageData implements TaskData {
    private final ImageDataset train;
    private final ImageDataset test;
    private final Optional<ImageDataset> validation;
    private final int[] trainExamples;
    private final int[] idleExamples;
    private final UnlabelledExamples unlabelled;
    private final boolean heldOut;
    private final Optional<TrueLabels> trueLabels;
    private final Optional<TrueLabelSets> trueSets;
    private final List<String> dataNotes;
    private final int shardsAtOnce;
    private final ImagePass pass;
    private final ViewSource views;
    private final Inputs inputs;

    /**
     * Opens the training and test images for a new training. Mean and standard deviation are measured on the training images.
     *
     * @throws UserException if the images differ in size and the configuration specifies no size, or if the test images have classes
     *     that the training images lack
     */
    public static ImageData open(ImageDataConfig config, Catalog catalog) throws IOException {
        return open(config, catalog, Fixed.NOTHING, Optional.empty());
    }

    /**
     * Opens the training and test images.
     *
     * @param fixed preprocessing and classes that are fixed already, such as by an earlier training on these images
     * @param otherTest test images that replace the configured ones; they are closed together with the result, and on an error
     * @throws UserException if the images differ in size and the configuration specifies no size, or if the test images have classes
     *     that the training images lack
     */
    public static ImageData open(ImageDataConfig config, Catalog catalog, Fixed fixed, Optional<ImageDataset> otherTest)
            throws IOException {
        Splits splits = Splits.open(
                config, catalog, fixed.preprocessing().map(each -> ((ImagePreprocessing) each).decoding()), otherTest);
        try {
            return new ImageData(config, splits, fixed);
        } catch (IOException | RuntimeException e) {
            splits.close();
            throw e;
        }
    }

    private ImageData(ImageDataConfig config, Splits splits, Fixed fixed) throws IOException {
        Optional<Inputs> trained = fixed.trained();
        List<String> notes = new ArrayList<>(splits.notes());
        requireChannels(splits.train(), splits.test());
        requireChannels(splits.train(), fixed);
        ImageDataset given = splits.train();
        ImageDataset judged = splits.test();
        int[] validated = splits.validation();
        ImageDataset validationLabels = splits.train();
        if (config.labels().isPresent()) {
            Simulation simulation = Simulation.of(
                    splits.train(),
                    splits.examples(),
                    splits.validation(),
                    config.labels().get(),
                    splits.test(),
                    splits.held(),
                    LabelledByFile.Folders.of(config.trainAt(), config.testAt()),
                    config.holdoutKeys().isPresent());
            given = simulation.images();
            judged = simulation.test();
            trainExamples = simulation.examples();
            unlabelled = simulation.unlabelled();
            trueLabels = simulation.truth();
            trueSets = simulation.truthSets();
            validated = simulation.validation();
            validationLabels = simulation.validated();
            notes.addAll(simulation.notes());
        } else {
            trainExamples = splits.examples();
            unlabelled = UnlabelledExamples.NONE;
            trueLabels = Optional.empty();
            trueSets = Optional.empty();
        }
        int[] read = Stream.of(splits.examples(), splits.held(), splits.validation())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray();
        idleExamples = Holdout.without(read, trainExamples);
        heldOut = splits.held().length > 0;
        // Class numbers keep the meaning that they had in the training, even if the data have other classes now.
        train = trained.isPresent() && !trained.get().classes().isEmpty()
                ? sameClasses(given, trained.get().classes(), "the training of this run")
                : given;
        test = sameClasses(judged, train.labels().classNames(), train.name());
        validation = validated.length == 0
                ? Optional.empty()
                : Optional.of(sameClasses(
                        new SelectedImages(validationLabels, validated),
                        train.labels().classNames(),
                        train.name()));
        shardsAtOnce = config.shardsAtOnce().orElse(0);
        if (shardsAtOnce > 0 && train.shards().isEmpty()) {
            throw new UserException("data.shards_at_once is " + shardsAtOnce + ", but the images of " + train.name()
                    + " are not in shards. Leave data.shards_at_once out.");
        }
        if (trained.isPresent()) {
            inputs = trained.get();
        } else {
            AlterationCounts altered = new AlterationCounts();
            ImagePreprocessing measured = fixed.preprocessing().isPresent()
                    ? (ImagePreprocessing) fixed.preprocessing().get()
                    : ImagePreprocessing.measure(train, config.framing(size(config, splits.train())), altered);
            inputs = new Inputs(measured, Targets.of(trainLabels()).orElse(null));
            String alterations = altered.sentence(measured.decoding());
            if (!alterations.isEmpty()) {
                notes.add(train.name() + ": " + alterations);
            }
        }
        dataNotes = List.copyOf(notes);
        pass = new ImagePass(preprocessing(inputs), config.maxCorrupt());
        views = ViewSource.of(preprocessing(inputs), config.photographs());
    }

    /** Returns images with class numbers as in the training, as {@link SameClasses} does. */
    public static ImageDataset sameClasses(ImageDataset images, List<String> names, String owner) {
        return SameClasses.of(images, "images", names, owner)
                .<ImageDataset>map(labels -> new RelabelledImages(images, labels))
                .orElse(images);
    }

    private static ImagePreprocessing preprocessing(Inputs inputs) {
        return (ImagePreprocessing) inputs.preprocessing();
    }

    private static ImageSize size(ImageDataConfig config, ImageDataset images) {
        return config.imageSize()
                .map(ImageSize::square)
                .or(images::fixedSize)
                .orElseThrow(() -> new UserException("The images of " + images.name()
                        + " differ in size. Set data.image_size to the side length in pixels to which"
                        + " they are scaled."));
    }

    private ImageData(
            ImageData from,
            int[] trainExamples,
            UnlabelledExamples unlabelled,
            Optional<TrueLabels> trueLabels,
            Optional<TrueLabelSets> trueSets,
            ImageDataset test) {
        train = from.train;
        this.test = test;
        validation = from.validation;
        this.trainExamples = trainExamples;
        idleExamples = from.idleExamples;
        this.unlabelled = unlabelled;
        heldOut = from.heldOut;
        this.trueLabels = trueLabels;
        this.trueSets = trueSets;
        dataNotes = from.dataNotes;
        shardsAtOnce = from.shardsAtOnce;
        pass = from.pass;
        views = from.views;
        inputs = from.inputs;
    }

    private static void requireChannels(ImageDataset train, Fixed fixed) {
        int wanted = fixed.preprocessing()
                .map(each -> ((ImagePreprocessing) each).channels())
                .orElse(train.channels());
        if (wanted != train.channels()) {
            throw new UserException("The encoder takes images of " + wanted + " channels, but those of " + train.name()
                    + " have " + train.channels()
                    + ". Save them as files in folders, which are decoded to the number of"
                    + " channels that data.channels says (`winnow data unpack` does it for data sets of the catalog).");
        }
    }

    private static void requireChannels(ImageDataset train, ImageDataset test) {
        if (test.channels() != train.channels()) {
            throw new UserException("Training and test images must have the same number of channels: " + test.name()
                    + " has " + test.channels() + ", but " + train.name() + " has " + train.channels()
                    + ". Use other test images.");
        }
    }

    @Override
    public ImageData select(int[] rows) {
        return new ImageData(
                this,
                Arrays.stream(rows).map(row -> trainExamples[row]).toArray(),
                unlabelled,
                trueLabels.map(truth -> truth.select(rows)),
                trueSets.map(truth -> truth.select(rows)),
                test);
    }

    @Override
    public Optional<TaskData> unlabelled(boolean withLabelled) {
        return unlabelled.data(
                this,
                withLabelled,
                (used, truth) -> new ImageData(this, used, UnlabelledExamples.NONE, truth, Optional.empty(), test));
    }

    @Override
    public ImageDataset train() {
        return train;
    }

    @Override
    public ImageDataset test() {
        return test;
    }

    @Override
    public Optional<Dataset<?>> validation() {
        return validation.map(images -> images);
    }

    @Override
    public String validationAdvice() {
        return "Set data.validation to a fraction of the training images, such as 0.1";
    }

    @Override
    public int[] trainExamples() {
        return trainExamples;
    }

    @Override
    public Map<Integer, String> idleLabels() {
        Map<String, String> held = new HashMap<>();
        if (heldOut) {
            addLabels(held, test);
        }
        validation.ifPresent(images -> addLabels(held, images));
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (int example : idleExamples) {
            labels.put(example, held.getOrDefault(train.key(example), ""));
        }
        return labels;
    }

    private static void addLabels(Map<String, String> byKey, ImageDataset images) {
        if (images.labels() instanceof ClassLabels single) {
            for (int i = 0; i < images.size(); i++) {
                byKey.put(images.key(i), single.classNames().get(single.classes()[i]));
            }
        }
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return trueLabels;
    }

    @Override
    public Optional<TrueLabelSets> trueLabelSets() {
        return trueSets;
    }

    @Override
    public List<String> notes() {
        return Stream.concat(
                        dataNotes.stream(),
                        Stream.of(
                                        copyNote(),
                                        ClassNotes.alike(train),
                                        ClassNotes.missing(test, unit()),
                                        ClassNotes.unlearned(trainLabels(), unit()))
                                .flatMap(Optional::stream))
                .toList();
    }

    /** Says how many test images are copies of training images, with or without a label. */
    private Optional<String> copyNote() {
        int copies =
                copiedTests(unlabelled.and(UnlabelledExamples.of(trainExamples)).examples());
        return copies == 0
                ? Optional.empty()
                : Optional.of(copies + " of the " + test.size() + " test " + unit()
                        + " have the same content as training " + unit()
                        + ", which makes results look better than they are.");
    }

    @Override
    public int copiedTests() {
        return copiedTests(trainExamples);
    }

    private int copiedTests(int[] examples) {
        try {
            return ImageCopies.count(test, train, examples);
        } catch (IOException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    @Override
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels.isPresent() && trainLabels() instanceof ClassLabels given) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(given.classes()));
        }
        return figures;
    }

    /** Returns the preprocessing of the images. */
    public ImagePreprocessing preprocessing() {
        return pass.preprocessing();
    }

    @Override
    public Inputs inputs() {
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

    @Override
    public Preview preview(Part part, int index) throws IOException {
        try {
            return new Preview.Picture(Thumbnail.png(((ImageDataset) of(part)).item(index)));
        } catch (CorruptImageException damaged) {
            return new Preview.Picture(new byte[0]);
        }
    }

    @Override
    public boolean allowsOrder() {
        return shardsAtOnce == 0;
    }

    @Override
    public ImageLoader trainLoader(int batchSize) {
        return new ImageLoader(
                train, trainExamples, pass.options(batchSize, views.framing()).withShardsAtOnce(shardsAtOnce));
    }

    @Override
    public Views views(Optional<ViewsConfig> config, Views.Strength usual) {
        return views.of(config, usual);
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public String labelAdvice(Part part) {
        return "Put the images into one folder per class, or name a file with their labels in data.labels."
                + (part == Part.TRAIN ? "file" : "test_file");
    }

    @Override
    public int maxCorrupt() {
        return pass.maxCorrupt();
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }
}
