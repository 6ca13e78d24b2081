package io.winnow.trainer.modality.image;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ImageLoader;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The training and test images of an experiment and their preprocessing for a network. */
public final class ImageData implements TaskData {
    private final LabelledSplits splits;
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
        Optional<ImagePreprocessing> preprocessing = fixed.preprocessing().map(ImagePreprocessing.class::cast);
        Splits read = Splits.open(config, catalog, preprocessing.map(ImagePreprocessing::decoding), otherTest);
        try {
            read.requireChannels(preprocessing.map(ImagePreprocessing::channels));
            LabelledSplits splits = LabelledSplits.of(config, read, fixed.trained());
            int shardsAtOnce = shardsAtOnce(config, splits.train());
            List<String> notes = new ArrayList<>(splits.notes());
            ImagePreprocessing used = preprocessing.isPresent()
                    ? preprocessing.get()
                    : measured(splits.train(), config.framing(size(config, read.train())), notes);
            Inputs inputs = fixed.trained().orElseGet(() -> inputs(used, splits));
            return new ImageData(
                    splits,
                    List.copyOf(notes),
                    shardsAtOnce,
                    new ImagePass(used, config.maxCorrupt()),
                    ViewSource.of(used, config.photographs()),
                    inputs);
        } catch (IOException | RuntimeException e) {
            read.close();
            throw e;
        }
    }

    private ImageData(
            LabelledSplits splits,
            List<String> dataNotes,
            int shardsAtOnce,
            ImagePass pass,
            ViewSource views,
            Inputs inputs) {
        this.splits = splits;
        this.dataNotes = dataNotes;
        this.shardsAtOnce = shardsAtOnce;
        this.pass = pass;
        this.views = views;
        this.inputs = inputs;
    }

    private ImageData with(LabelledSplits others) {
        return new ImageData(others, dataNotes, shardsAtOnce, pass, views, inputs);
    }

    private static int shardsAtOnce(ImageDataConfig config, ImageDataset train) {
        int shards = config.shardsAtOnce().orElse(0);
        if (shards > 0 && train.shards().isEmpty()) {
            throw new UserException("data.shards_at_once is " + shards + ", but the images of " + train.name()
                    + " are not in shards. Leave data.shards_at_once out.");
        }
        return shards;
    }

    private static ImagePreprocessing measured(ImageDataset train, Framing framing, List<String> notes)
            throws IOException {
        AlterationCounts altered = new AlterationCounts();
        ImagePreprocessing measured = ImagePreprocessing.measure(train, framing, altered);
        String alterations = altered.sentence(measured.decoding());
        if (!alterations.isEmpty()) {
            notes.add(train.name() + ": " + alterations);
        }
        return measured;
    }

    private static Inputs inputs(ImagePreprocessing preprocessing, LabelledSplits splits) {
        Labels given = splits.train().labels().select(splits.examples());
        return new Inputs(preprocessing, Targets.of(given).orElse(null));
    }

    private static ImageSize size(ImageDataConfig config, ImageDataset images) {
        return config.imageSize()
                .map(ImageSize::square)
                .or(images::fixedSize)
                .orElseThrow(() -> new UserException("The images of " + images.name()
                        + " differ in size. Set data.image_size to the side length in pixels to which"
                        + " they are scaled."));
    }

    @Override
    public ImageData select(int[] rows) {
        return with(splits.select(rows));
    }

    @Override
    public Optional<TaskData> unlabelled(boolean withLabelled) {
        return splits.unlabelled().data(this, withLabelled, (examples, truth) -> with(splits.using(examples, truth)));
    }

    @Override
    public ImageDataset train() {
        return splits.train();
    }

    @Override
    public ImageDataset test() {
        return splits.test();
    }

    @Override
    public Optional<Dataset<?>> validation() {
        return splits.validation().map(images -> images);
    }

    @Override
    public String validationAdvice() {
        return "Set data.validation to a fraction of the training images, such as 0.1";
    }

    @Override
    public int[] trainExamples() {
        return splits.examples();
    }

    @Override
    public Map<Integer, String> idleLabels() {
        return splits.idleLabels();
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return splits.truth();
    }

    @Override
    public Optional<TrueLabelSets> trueLabelSets() {
        return splits.truthSets();
    }

    @Override
    public Optional<String> addedClasses() {
        return splits.addedClasses();
    }

    @Override
    public List<String> notes() {
        return Stream.concat(
                        dataNotes.stream(),
                        Stream.of(
                                        splits.copyNote(),
                                        ClassNotes.alike(train()),
                                        ClassNotes.unlabelled(trainLabels(), unit(), "data.labels.unlabelled_class: "),
                                        ClassNotes.missing(test(), unit()),
                                        ClassNotes.unlearned(trainLabels(), unit()))
                                .flatMap(Optional::stream))
                .toList();
    }

    @Override
    public int copiedTests() {
        return splits.copiedTests();
    }

    @Override
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels().isPresent() && trainLabels() instanceof ClassLabels given) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels().get().noiseRate(given.classes()));
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
                train(),
                trainExamples(),
                pass.options(batchSize, views.framing()).withShardsAtOnce(shardsAtOnce));
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
    public String unlabelledAdvice() {
        return "Put images without a label into a folder beside those of the classes, and set data.labels.unlabelled_class to"
                + " its name; or give a file that labels some of the images, with data.labels.partial: true";
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
        try (ImageDataset train = train()) {
            test().close();
        }
    }
}
