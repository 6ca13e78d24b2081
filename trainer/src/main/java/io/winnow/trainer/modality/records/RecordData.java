package io.winnow.trainer.modality.records;

import io.winnow.datasets.Plural;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.inspect.DataReport;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.split.SplitFile;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preview;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The training, validation and test examples of described records, of any modality. */
public final class RecordData implements TaskData {
    /** Name of the file with the division of the examples in the folder of a run. */
    private static final String SPLIT = "split.csv";

    private final RecordItems items;
    private final Dataset<?> train;
    private final Optional<Dataset<?>> validation;
    private final Dataset<?> test;
    private final int[] examples;
    private final Labels given;
    private final Optional<float[]> weights;
    private final Optional<TrueLabels> trueLabels;
    private final Optional<TrueLabelSets> trueSets;
    private final Map<Integer, String> idle;
    private final List<String> keys;
    private final Split split;
    private final List<String> dataNotes;
    private final Inputs inputs;

    private RecordData(
            RecordItems items,
            Dataset<?> train,
            Optional<Dataset<?>> validation,
            Dataset<?> test,
            int[] examples,
            Labels given,
            Optional<float[]> weights,
            Optional<TrueLabels> trueLabels,
            Optional<TrueLabelSets> trueSets,
            Map<Integer, String> idle,
            List<String> keys,
            Split split,
            List<String> dataNotes,
            Inputs inputs) {
        this.items = items;
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.examples = examples;
        this.given = given;
        this.weights = weights;
        this.trueLabels = trueLabels;
        this.trueSets = trueSets;
        this.idle = idle;
        this.keys = keys;
        this.split = split;
        this.dataNotes = dataNotes;
        this.inputs = inputs;
    }

    /**
     * Opens the records of a configuration.
     *
     * @param trained what an earlier training fixed for these data, if they are opened again
     * @param otherTest test examples that replace the configured ones, which {@code items} created
     */
    public static RecordData open(
            RecordsConfig config, RecordItems items, Optional<Inputs> trained, Optional<? extends Dataset<?>> otherTest)
            throws IOException {
        DescribedData data = config.read(items.content());
        Labels labels = used(config, data);
        List<String> notes = new ArrayList<>(data.notes());
        PartChoice choice = new PartChoice(config, data, strata(config, data), items.unit());
        int[] usable = usable(config, data, labels, items.unit(), notes);
        Split split = choice.choose(usable);
        if (otherTest.isEmpty()) {
            notes.addAll(choice.notes());
        }
        int[] ofTrain = members(split, RecordsConfig.TRAIN);
        int[] used = Arrays.stream(usable)
                .filter(i -> Arrays.binarySearch(ofTrain, i) >= 0)
                .toArray();
        Imperfection imperfect = Imperfection.of(config.used(), labels.select(used), items::similarity);
        int[] remaining = Arrays.stream(imperfect.examples()).map(i -> used[i]).toArray();

        // The training data set has every record that is not a validation or test example of a file or column of its
        // own, so that indices and fingerprints do not depend on the shares.
        int[] all = IntStream.range(0, data.size())
                .filter(i -> config.file().isPresent()
                        || data.parts().get(i).orElse("").equals(RecordsConfig.TRAIN))
                .toArray();
        int[] place = new int[data.size()];
        for (int i = 0; i < all.length; i++) {
            place[all[i]] = i;
        }
        Labels own = labels.knownCount() == 0 ? new Labels.None(data.size()) : labels;
        DescribedData ofAll = data.select(all).named(named(config, RecordsConfig.TRAIN, data));
        int[] examples = Arrays.stream(remaining).map(i -> place[i]).toArray();
        Labels given = SameClasses.of(
                        imperfect.given(), ofAll.name(), items.unit(), classes(trained), "the training of this run")
                .orElse(imperfect.given());
        Inputs inputs = trained.isPresent()
                ? trained.get()
                : new Inputs(items.fit(ofAll, examples), Targets.of(given).orElse(null));
        notes.addAll(items.notes());
        Dataset<?> train = renumbered(items, ofAll, own.select(all), classes(trained), "the training of this run");
        List<String> names = train.labels().classNames();
        Optional<Dataset<?>> validation = part(config, RecordsConfig.VALIDATION, items, data, labels, split, names);
        Dataset<?> test = otherTest.isPresent()
                ? otherTest.get()
                : part(config, RecordsConfig.TEST, items, data, labels, split, names)
                        .orElseThrow(() -> new UserException("There are no test " + items.unit() + " in " + data.name()
                                + ". Set data.test, or data.split.shares.test above 0."));
        return new RecordData(
                items,
                train,
                validation,
                test,
                examples,
                given,
                weights(config, data, remaining),
                imperfect.trueLabels(),
                imperfect.trueSets(),
                idle(train, examples),
                data.keys(),
                split,
                List.copyOf(notes),
                inputs);
    }

    /** Reports what the records of a configuration contain, and how they are divided. */
    public static DataReport inspect(RecordDataConfig config) throws IOException {
        RecordItems items = config.items(Optional.empty(), Optional.empty());
        DescribedData data = config.records().read(items.content());
        List<String> notes = new ArrayList<>();
        Labels labels = used(config.records(), data);
        PartChoice choice = new PartChoice(config.records(), data, strata(config.records(), data), items.unit());
        Split split = choice.choose(usable(config.records(), data, labels, items.unit(), notes));
        notes.addAll(choice.notes());
        return DataReport.of(data.noted(notes), Optional.of(split), items.tokens());
    }

    private static Labels used(RecordsConfig config, DescribedData data) {
        return config.usedName().map(name -> data.labels().get(name)).orElseGet(() -> new Labels.None(data.size()));
    }

    /** The label whose classes keep their shares when the examples are divided. */
    private static Labels strata(RecordsConfig config, DescribedData data) {
        return config.split().stratify().map(name -> data.labels().get(name)).orElseGet(() -> used(config, data));
    }

    private static List<String> classes(Optional<Inputs> trained) {
        return trained.map(Inputs::classes).orElse(List.of());
    }

    /** The training examples that may be used: those with a label, at most as many as the limit. */
    private static int[] usable(
            RecordsConfig config, DescribedData data, Labels labels, String unit, List<String> notes) {
        int[] known = IntStream.range(0, data.size()).filter(labels::known).toArray();
        boolean labelled = known.length > 0;
        int[] candidates = labelled ? known : IntStream.range(0, data.size()).toArray();
        int[] ofTrain = Arrays.stream(candidates)
                .filter(i -> config.file().isPresent()
                        || data.parts().get(i).orElse("").equals(RecordsConfig.TRAIN))
                .toArray();
        int unknown = data.size() - known.length;
        if (labelled && unknown > 0) {
            notes.add(
                    Plural.of(unknown, "record has", "records have") + " no label, and " + (unknown == 1 ? "is" : "are")
                            + " left out of the " + unit + " that are learned from or judged by.");
        }
        return Arrays.stream(EvenSpacing.of(ofTrain.length, config.limit().orElse(ofTrain.length)))
                .map(i -> ofTrain[i])
                .toArray();
    }

    private static int[] members(Split split, String part) {
        return split.parts().contains(part) ? split.items(part) : new int[0];
    }

    private static String named(RecordsConfig config, String part, DescribedData data) {
        return Optional.ofNullable(config.paths().get(part)).map(Path::toString).orElse(data.name());
    }

    /** The examples of a part that have a label, or all of them if none has one; empty if the part is. */
    private static Optional<Dataset<?>> part(
            RecordsConfig config,
            String part,
            RecordItems items,
            DescribedData data,
            Labels labels,
            Split split,
            List<String> names)
            throws IOException {
        int[] own = members(split, part);
        return own.length == 0
                ? Optional.empty()
                : Optional.of(known(
                        items,
                        named(config, part, data),
                        data.select(own),
                        labels.select(own),
                        names,
                        named(config, RecordsConfig.TRAIN, data)));
    }

    /**
     * Creates a data set of the examples that have a label, or of all of them if none has one.
     *
     * @param names class names of the training, whose numbers the labels get; empty to keep them
     * @param owner what the names belong to, for messages
     */
    static Dataset<?> known(
            RecordItems items, String name, DescribedData data, Labels labels, List<String> names, String owner)
            throws IOException {
        int[] known = IntStream.range(0, data.size()).filter(labels::known).toArray();
        boolean labelled = known.length > 0;
        DescribedData kept = (labelled ? data.select(known) : data).named(name);
        return renumbered(items, kept, labelled ? labels.select(known) : new Labels.None(kept.size()), names, owner);
    }

    private static Dataset<?> renumbered(
            RecordItems items, DescribedData data, Labels labels, List<String> names, String owner) throws IOException {
        return items.dataset(
                data,
                SameClasses.of(labels, data.name(), items.unit(), names, owner).orElse(labels));
    }

    private static Optional<float[]> weights(RecordsConfig config, DescribedData data, int[] examples) {
        if (config.weight().isEmpty()) {
            return Optional.empty();
        }
        float[] weights = new float[examples.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) data.weights()[examples[i]];
        }
        return Optional.of(weights);
    }

    private static Map<Integer, String> idle(Dataset<?> train, int[] examples) {
        Map<Integer, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < train.size(); i++) {
            if (Arrays.binarySearch(examples, i) < 0) {
                labels.put(
                        i,
                        train.labels() instanceof Labels.Single single && single.known(i)
                                ? single.classNames().get(single.classes()[i])
                                : "");
            }
        }
        return labels;
    }

    @Override
    public RecordData select(int[] rows) {
        return new RecordData(
                items,
                train,
                validation,
                test,
                Arrays.stream(rows).map(row -> examples[row]).toArray(),
                given.select(rows),
                weights.map(all -> {
                    float[] own = new float[rows.length];
                    for (int i = 0; i < own.length; i++) {
                        own[i] = all[rows[i]];
                    }
                    return own;
                }),
                trueLabels.map(truth -> truth.select(rows)),
                trueSets.map(truth -> truth.select(rows)),
                idle,
                keys,
                split,
                dataNotes,
                inputs);
    }

    @Override
    public void prepare(Consumer<String> say) {
        items.prepare(train, say);
        validation.ifPresent(each -> items.prepare(each, say));
        items.prepare(test, say);
    }

    @Override
    public void keep(Path run) throws IOException {
        items.keep(run);
        AtomicFiles.write(run.resolve(SPLIT), file -> SplitFile.write(file, keys, split));
    }

    @Override
    public String unit() {
        return items.unit();
    }

    @Override
    public String labelAdvice(Part part) {
        return "Describe the column of the label in data.labels, and fill its cells";
    }

    @Override
    public Dataset<?> train() {
        return train;
    }

    @Override
    public Optional<Dataset<?>> validation() {
        return validation;
    }

    @Override
    public Dataset<?> test() {
        return test;
    }

    @Override
    public int[] trainExamples() {
        return examples;
    }

    @Override
    public Labels trainLabels() {
        return given;
    }

    @Override
    public Optional<float[]> trainWeights() {
        return weights;
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
    public Map<Integer, String> idleLabels() {
        return idle;
    }

    @Override
    public Map<String, Double> labelFigures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (trueLabels.isPresent() && given instanceof Labels.Single single) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(single.classes()));
        }
        return figures;
    }

    @Override
    public List<String> notes() {
        return Stream.of(
                        dataNotes.stream(),
                        train.report().warnings().stream(),
                        ClassNotes.missing(test, unit()).stream())
                .flatMap(each -> each)
                .toList();
    }

    @Override
    public Inputs inputs() {
        return inputs;
    }

    @Override
    public Preview preview(int index) throws IOException {
        return items.preview(train, index);
    }

    @Override
    public ExampleLoader trainLoader(int batchSize) {
        return items.loader(train, examples, batchSize);
    }

    @Override
    public Views views(Optional<ViewsConfig> config, Views.Strength usual) {
        return items.views(train, examples, config, usual);
    }

    @Override
    public Map<String, Baseline> baselines() {
        return items.baselines(train, examples, given);
    }

    @Override
    public int maxCorrupt() {
        return items.maxCorrupt();
    }

    @Override
    public void close() throws IOException {
        try (Dataset<?> first = train;
                Dataset<?> second = test) {
            if (validation.isPresent()) {
                validation.get().close();
            }
        }
    }
}
