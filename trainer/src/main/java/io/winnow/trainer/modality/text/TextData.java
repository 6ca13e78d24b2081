package io.winnow.trainer.modality.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Groups;
import io.winnow.datasets.split.Parts;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.split.Splitter;
import io.winnow.datasets.split.Strata;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.evaluate.LogisticRegression;
import io.winnow.trainer.evaluate.TfIdfFeatures;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preview;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.VectorLoader;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The training and test texts of an experiment, and their vectors. */
final class TextData implements TaskData {
    /** Seed of the choice of the texts that are held out, which must not depend on the seed of the experiment. */
    private static final long HOLDOUT_SEED = 0;

    /** Factor C of the losses of the tf-idf baseline against its penalty (text-common.md, section 3). */
    private static final double BASELINE_STRENGTH = 10;

    private final TextDataConfig config;
    private final EmbeddedTexts train;
    private final EmbeddedTexts test;
    private final int[] examples;
    private final int[] idle;
    private final List<String> dataNotes;
    private final Inputs inputs;

    private TextData(
            TextDataConfig config,
            EmbeddedTexts train,
            EmbeddedTexts test,
            int[] examples,
            int[] idle,
            List<String> dataNotes,
            Inputs inputs) {
        this.config = config;
        this.train = train;
        this.test = test;
        this.examples = examples;
        this.idle = idle;
        this.dataNotes = dataNotes;
        this.inputs = inputs;
    }

    /**
     * Opens the texts. Their vectors are computed when they are needed, see {@link #prepare}.
     *
     * @param kept folder in which vectors are kept
     */
    static TextData open(
            TextDataConfig config, Path kept, Optional<Inputs> trained, Optional<? extends Dataset<?>> otherTest)
            throws IOException {
        DescribedData data = config.read();
        Labels labels = data.labels().values().stream().findFirst().orElse(new Labels.None(data.size()));
        List<String> notes = new ArrayList<>(data.notes());
        int[] ofTrain = config.test().isPresent()
                ? part(data, TextDataConfig.TRAIN)
                : IntStream.range(0, data.size()).toArray();
        int[] known = Arrays.stream(ofTrain).filter(labels::known).toArray();
        if (known.length < ofTrain.length && known.length > 0) {
            notes.add((ofTrain.length - known.length) + " of the " + ofTrain.length
                    + " training texts have no label and are left out.");
        }
        int[] usable = known.length == 0 ? ofTrain : known;
        int[] chosen = Arrays.stream(
                        EvenSpacing.of(usable.length, config.limit().orElse(usable.length)))
                .map(i -> usable[i])
                .toArray();
        int[] ofTest;
        int[] used;
        if (config.test().isPresent()) {
            ofTest = part(data, TextDataConfig.TEST);
            used = chosen;
        } else {
            Split split = holdOut(data, labels, chosen, config.holdout());
            ofTest = pick(chosen, split.items(TextDataConfig.TEST));
            used = pick(chosen, split.items(TextDataConfig.TRAIN));
            if (otherTest.isEmpty()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "data.test is not set, so %d of the %d texts of %s are held out as test texts.",
                        ofTest.length,
                        chosen.length,
                        data.name()));
            }
        }
        DescribedData read = data.select(ofTrain);
        TextDataset train =
                TextDataset.of(read, known.length == 0 ? new Labels.None(ofTrain.length) : labels.select(ofTrain));
        TextDataset test = otherTest.isPresent()
                ? (TextDataset) otherTest.get()
                : withKnown(
                        TextDataset.of(data.select(ofTest), labels.select(ofTest)),
                        config.test().map(Path::toString).orElse(data.name()));
        if (trained.isPresent() && !trained.get().classes().isEmpty()) {
            train = same(train, trained.get().classes(), "the training of this run");
        }
        test = same(test, train.labels().classNames(), train.name());
        int[] place = new int[data.size()];
        for (int i = 0; i < ofTrain.length; i++) {
            place[ofTrain[i]] = i;
        }
        int[] examples = Arrays.stream(used).map(i -> place[i]).sorted().toArray();
        int[] idle = IntStream.range(0, train.size())
                .filter(i -> Arrays.binarySearch(examples, i) < 0)
                .toArray();
        Inputs inputs;
        if (trained.isPresent()) {
            inputs = trained.get();
        } else {
            FrozenEncoder frozen = FrozenEncoder.of(config.pretrained(), config.maxTokens());
            inputs = new Inputs(
                    new TextVectors(frozen, frozen.dimension()),
                    train.labels().classNames(),
                    counts(train.labels().select(examples)));
        }
        FrozenEncoder encoder = ((TextVectors) inputs.preprocessing()).encoder();
        return new TextData(
                config,
                new EmbeddedTexts(train, encoder, kept),
                new EmbeddedTexts(test, encoder, kept),
                examples,
                idle,
                List.copyOf(notes),
                inputs);
    }

    private static int[] part(DescribedData data, String part) {
        return IntStream.range(0, data.size())
                .filter(i -> data.parts().get(i).orElse("").equals(part))
                .toArray();
    }

    private static int[] pick(int[] from, int[] places) {
        return Arrays.stream(places).map(i -> from[i]).sorted().toArray();
    }

    /** Divides texts such that equal texts, and texts of one group, stay together. */
    private static Split holdOut(DescribedData data, Labels labels, int[] chosen, double share) {
        DescribedData own = data.select(chosen);
        int columns = own.groups().isEmpty() ? 0 : own.groups().get(0).size();
        String[][] groups = new String[columns + 1][own.size()];
        TextDataset texts;
        try {
            texts = TextDataset.of(own, new Labels.None(own.size()));
            for (int i = 0; i < own.size(); i++) {
                for (int c = 0; c < columns; c++) {
                    String value = own.groups().get(i).get(c);
                    groups[c][i] = value.isEmpty() ? null : value;
                }
                groups[columns][i] = String.join("\n", texts.item(i).parts());
            }
            Strata strata = labels.select(chosen) instanceof Labels.Single single
                    ? Strata.classes(single.classes(), single.classNames())
                    : Strata.none(own.size());
            return Splitter.split(
                    own.keys(),
                    Groups.of(own.size(), groups),
                    strata,
                    new Parts(List.of(TextDataConfig.TRAIN, TextDataConfig.TEST), new double[] {1 - share, share}),
                    HOLDOUT_SEED);
        } catch (DataException e) {
            throw new UserException(
                    "data.test is not set, so a part of the texts must be held out. " + e.getMessage(), e);
        }
    }

    /** Returns the texts that have a label, or all of them if none has one, under another name. */
    private static TextDataset withKnown(TextDataset texts, String name) {
        int[] known =
                IntStream.range(0, texts.size()).filter(texts.labels()::known).toArray();
        int[] kept = known.length == 0 ? TaskData.all(texts) : known;
        return new TextDataset(
                name,
                Arrays.stream(kept).mapToObj(texts::key).toList(),
                Arrays.stream(kept).mapToObj(texts::item).toList(),
                known.length == 0
                        ? new Labels.None(kept.length)
                        : texts.labels().select(kept),
                texts.report());
    }

    private static TextDataset same(TextDataset texts, List<String> names, String owner) {
        return SameClasses.of(texts, "texts", names, owner)
                .map(labels -> new TextDataset(
                        texts.name(),
                        IntStream.range(0, texts.size()).mapToObj(texts::key).toList(),
                        IntStream.range(0, texts.size()).mapToObj(texts::item).toList(),
                        labels,
                        texts.report()))
                .orElse(texts);
    }

    private static List<Integer> counts(Labels labels) {
        return labels instanceof Labels.Single
                ? Arrays.stream(labels.counts()).mapToObj(count -> (int) count).toList()
                : List.of();
    }

    @Override
    public void prepare(Consumer<String> say) {
        train.prepare(say);
        test.prepare(say);
    }

    @Override
    public void keep(Path run) throws IOException {
        config.pretrained().keep(run);
    }

    @Override
    public String labelAdvice(Part part) {
        return "Name the column of the class with data.label, and fill its cells";
    }

    @Override
    public String unit() {
        return "texts";
    }

    @Override
    public EmbeddedTexts train() {
        return train;
    }

    @Override
    public EmbeddedTexts test() {
        return test;
    }

    @Override
    public int[] trainExamples() {
        return examples;
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return Optional.empty();
    }

    @Override
    public Map<Integer, String> idleLabels() {
        Map<Integer, String> labels = new LinkedHashMap<>();
        Labels own = train.labels();
        for (int each : idle) {
            labels.put(
                    each,
                    own instanceof Labels.Single single && own.known(each)
                            ? single.classNames().get(single.classes()[each])
                            : "");
        }
        return labels;
    }

    @Override
    public Map<String, Double> labelFigures() {
        return Map.of();
    }

    @Override
    public List<String> notes() {
        return Stream.of(
                        dataNotes.stream(),
                        train.report().warnings().stream(),
                        Stream.of(ClassNotes.missing(test, unit())).flatMap(Optional::stream))
                .flatMap(each -> each)
                .toList();
    }

    @Override
    public TextData select(int[] rows) {
        return new TextData(
                config,
                train,
                test,
                Arrays.stream(rows).map(row -> examples[row]).toArray(),
                idle,
                dataNotes,
                inputs);
    }

    @Override
    public Inputs inputs() {
        return inputs;
    }

    @Override
    public Preview preview(int index) {
        Text text = train.item(index);
        return new Preview.Excerpt(text.second().isEmpty() ? text.first() : text.first() + "\n" + text.second());
    }

    @Override
    public ExampleLoader trainLoader(int batchSize) {
        return new VectorLoader(train::vectors, examples, batchSize);
    }

    @Override
    public Views views(Optional<ViewsConfig> config, Views.Strength usual) {
        if (config.isPresent()) {
            throw new UserException("Vectors of texts have no random views. Leave the section augmentation out.");
        }
        return (vectors, first, key, number) -> vectors;
    }

    @Override
    public Map<String, Supplier<float[]>> baselines() {
        Map<String, Supplier<float[]>> baselines = new LinkedHashMap<>();
        baselines.put("most_frequent", this::mostFrequent);
        baselines.put("tfidf", this::tfIdf);
        return baselines;
    }

    /** The share of each class among the training texts, for every test text. */
    private float[] mostFrequent() {
        double[] shares = trainLabels().shares();
        float[] all = new float[test.size() * shares.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) shares[i % shares.length];
        }
        return all;
    }

    /** Logistic regression on tf-idf weights of words and pairs of words (text-common.md, section 3). */
    private float[] tfIdf() {
        Labels.Single labels = (Labels.Single) trainLabels();
        TfIdfFeatures features = TfIdfFeatures.fit(texts(train, examples), true, 1);
        return LogisticRegression.softmax(
                        features.rows(texts(train, examples)), labels.classes(), labels.classCount(), BASELINE_STRENGTH)
                .probabilities(features.rows(texts(test, TaskData.all(test))));
    }

    private static List<String> texts(EmbeddedTexts from, int[] chosen) {
        return Arrays.stream(chosen)
                .mapToObj(from::item)
                .map(text -> text.first() + " " + text.second())
                .toList();
    }

    @Override
    public int maxCorrupt() {
        return 0;
    }

    @Override
    public void close() {}
}
