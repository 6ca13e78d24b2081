package io.winnow.trainer.annotate;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.RecordNames;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.chat.Message;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.modality.records.OtherFile;
import io.winnow.trainer.modality.records.RecordsConfig;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The items that annotators label: the training examples of a run or of a configuration, a file of texts, or images. Their labels are not
 * among what an annotator sees, since a given label sways the answer, unless that is asked for.
 */
public final class AnnotatedItems implements AutoCloseable {
    private final Dataset<?> dataset;
    private final int[] rows;
    private final String unit;
    private final List<String> classNames;
    private final Optional<TaskData> training;
    private final ItemOptions options;
    private final boolean labelsShown;
    private final BitSet cut = new BitSet();

    private AnnotatedItems(
            Dataset<?> dataset,
            int[] rows,
            String unit,
            List<String> classNames,
            Optional<TaskData> training,
            ItemOptions options,
            boolean labelsShown) {
        this.dataset = dataset;
        this.rows = rows;
        this.unit = unit;
        this.classNames = classNames;
        this.training = training;
        this.options = options;
        this.labelsShown = labelsShown;
    }

    /**
     * Opens the items that a user names.
     *
     * @param data directory of a run, configuration of an experiment (.yaml), file of texts, or images
     * @param say receives notes for the user
     * @throws UserException if there are no such items
     */
    public static AnnotatedItems open(
            String data, ItemOptions options, Catalog catalog, NDManager manager, Consumer<String> say)
            throws IOException {
        Path path = InputPaths.of(data);
        if (Files.isRegularFile(path.resolve("config.yaml"))) {
            FinishedRun run = FinishedRun.open(path);
            return ofTraining(
                    RunData.reading(path, catalog, say, key -> moved(path, key))
                            .open(run.encoderRecipe().audited().data().strict(), manager),
                    options);
        } else if (data.matches("(?i).+\\.ya?ml")) {
            Experiment experiment = Experiment.read(InputPaths.require(path), List.of());
            if (!(experiment.recipe() instanceof EncoderRecipe recipe)) {
                throw new UserException("The recipe of " + data + " has no examples that can be annotated one by one.");
            }
            return ofTraining(recipe.audited().data().strict().open(catalog, Fixed.NOTHING, Optional.empty()), options);
        } else if ((RecordNames.isRecords(path) && !ImageSource.isParquet(path)) || data.matches("(?i).+\\.txt")) {
            return ofTexts(InputPaths.require(path), options);
        }
        ImageDataset images = ImageInputs.openAll(data, catalog, DecodeOptions.of(3));
        return new AnnotatedItems(
                images, TaskData.all(images), "images", images.labels().classNames(), Optional.empty(), options, false);
    }

    private static String moved(Path run, String key) {
        return "copy " + run.resolve("config.yaml") + ", write their new path to " + key
                + " in the copy, and give the copy to this command instead of the run";
    }

    private static AnnotatedItems ofTraining(TaskData data, ItemOptions options) {
        return new AnnotatedItems(
                data.train(),
                data.trainExamples(),
                data.unit(),
                data.trainLabels().classNames(),
                Optional.of(data),
                options,
                false);
    }

    /** Reads a file of texts; its labels, if it has any, are not read. */
    static AnnotatedItems ofTexts(Path file, ItemOptions options) throws IOException {
        // The name of the file is given below: the section must have one.
        RecordsConfig records =
                new ConfigReader().parse(RecordsConfig.class, "the texts", "file: texts.csv", List.of());
        RecordsConfig keyed = options.key().isEmpty()
                ? records
                : new ConfigReader()
                        .parse(
                                RecordsConfig.class,
                                "the texts",
                                "file: texts.csv",
                                List.of("key=" + options.key().get()));
        DescribedData data =
                keyed.readOther(new OtherFile(file, TextCharset.UTF_8, Map.of()), new Content.Texts(options.inputs()));
        TextDataset texts = TextDataset.of(data, new NoLabels(data.size()));
        return new AnnotatedItems(texts, TaskData.all(texts), "texts", List.of(), Optional.empty(), options, false);
    }

    /**
     * Takes texts that are in memory.
     *
     * @param name what they are called in messages
     */
    public static AnnotatedItems of(String name, List<String> keys, List<String> texts, ItemOptions options) {
        TextDataset dataset =
                TextDataset.unlabelled(name, keys, texts.stream().map(Text::of).toList());
        return new AnnotatedItems(dataset, TaskData.all(dataset), "texts", List.of(), Optional.empty(), options, false);
    }

    public int size() {
        return rows.length;
    }

    /** Returns the noun in the plural for the items, such as {@code texts}. */
    public String unit() {
        return unit;
    }

    /** Returns the name of an item, by which its labels are found again. */
    public String key(int item) {
        return dataset.key(rows[item]);
    }

    /** Returns the class names of the data; none if they are not labelled. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the data set that has the items. */
    Dataset<?> dataset() {
        return dataset;
    }

    /** Returns the indices of the items in {@link #dataset}. */
    int[] rows() {
        return rows.clone();
    }

    /** Returns whether these are examples of a training, which a model of this training can take. */
    boolean ofTraining() {
        return training.isPresent();
    }

    /** Returns the number of texts that were cut so far. */
    public synchronized int cut() {
        return cut.cardinality();
    }

    /** Returns the first items alone. */
    public AnnotatedItems first(int count) {
        return new AnnotatedItems(
                dataset,
                Arrays.copyOf(rows, Math.min(count, rows.length)),
                unit,
                classNames,
                training,
                options,
                labelsShown);
    }

    /**
     * Returns the same items with their given labels, which annotators then see, for a comparison with those who do not.
     *
     * @throws UserException if the items have no labels
     */
    public AnnotatedItems withLabelsShown() {
        if (classNames.isEmpty()) {
            throw new UserException(
                    "--show-label needs labels, which " + dataset.name() + " does not have here: labels in a"
                            + " file of texts are not read. Name a run or a configuration (.yaml) whose training examples have"
                            + " labels, or images with a folder for each class.");
        }
        return new AnnotatedItems(dataset, rows, unit, classNames, training, options, true);
    }

    /** Returns the whole text of an item, if it is one. */
    public Optional<String> text(int item) throws IOException {
        Object read = dataset.item(rows[item]);
        if (read instanceof Text text) {
            return Optional.of(text.second().isEmpty() ? text.first() : text.first() + "\n" + text.second());
        } else if (read instanceof Image || training.isEmpty()) {
            return Optional.empty();
        }
        return training.get().preview(rows[item]) instanceof Preview.Excerpt excerpt
                ? Optional.of(excerpt.text())
                : Optional.empty();
    }

    /** Returns an item as an annotator sees it: a long text is cut in the middle, and a large image scaled down. */
    public Shown shown(int item) throws IOException {
        Optional<String> text = text(item);
        if (text.isPresent()) {
            String whole = text.get();
            if (whole.length() > options.textCharacters()) {
                synchronized (this) {
                    cut.set(item);
                }
            }
            return new Shown(cut(whole, options.textCharacters()), Optional.empty(), given(item));
        }
        if (dataset.item(rows[item]) instanceof Image image) {
            return new Shown("", Optional.of(new Message.Png(Pngs.of(image, options.imagePixels()))), given(item));
        }
        throw new UserException("A language model takes texts and images, but " + dataset.name() + " has " + unit
                + ". Describe the columns of a text with inputs of the task.");
    }

    private Optional<String> given(int item) {
        return Optional.of(LabelText.of(dataset.labels(), rows[item])).filter(label -> labelsShown && !label.isEmpty());
    }

    private static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        String between = " [..] ";
        int kept = characters - between.length();
        int head = wholeCharacters(text, kept - kept / 2);
        int tail = wholeCharacters(text, text.length() - kept / 2);
        return text.substring(0, head) + between + text.substring(tail);
    }

    /** Moves a place back by one if it would divide a character of two UTF-16 units. */
    private static int wholeCharacters(String text, int place) {
        return Character.isLowSurrogate(text.charAt(place)) ? place - 1 : place;
    }

    @Override
    public void close() throws IOException {
        if (training.isPresent()) {
            training.get().close();
        } else {
            dataset.close();
        }
    }
}
