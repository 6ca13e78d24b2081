package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.split.SplitFile;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.UnlabelledExamples;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final UnlabelledExamples unlabelled;
    private final Labels given;
    private final Optional<float[]> weights;
    private final Optional<TrueLabels> trueLabels;
    private final Optional<TrueLabelSets> trueSets;
    private final Map<Integer, String> idle;
    private final List<String> keys;
    private final Split split;
    private final List<String> dataNotes;
    private final Optional<String> addedClasses;
    private final Inputs inputs;

    RecordData(
            RecordItems items,
            Dataset<?> train,
            Optional<Dataset<?>> validation,
            Dataset<?> test,
            int[] examples,
            UnlabelledExamples unlabelled,
            Labels given,
            Optional<float[]> weights,
            Optional<TrueLabels> trueLabels,
            Optional<TrueLabelSets> trueSets,
            Map<Integer, String> idle,
            List<String> keys,
            Split split,
            List<String> dataNotes,
            Optional<String> addedClasses,
            Inputs inputs) {
        this.items = items;
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.examples = examples;
        this.unlabelled = unlabelled;
        this.given = given;
        this.weights = weights;
        this.trueLabels = trueLabels;
        this.trueSets = trueSets;
        this.idle = idle;
        this.keys = keys;
        this.split = split;
        this.dataNotes = dataNotes;
        this.addedClasses = addedClasses;
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
        return new RecordOpening(config, items, trained).open(otherTest);
    }

    @Override
    public RecordData select(int[] rows) {
        return new RecordData(
                items,
                train,
                validation,
                test,
                Arrays.stream(rows).map(row -> examples[row]).toArray(),
                unlabelled,
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
                addedClasses,
                inputs);
    }

    @Override
    public Optional<TaskData> unlabelled(boolean withLabelled) {
        return unlabelled.data(
                this,
                withLabelled,
                (used, truth) -> new RecordData(
                        items,
                        train,
                        validation,
                        test,
                        used,
                        UnlabelledExamples.NONE,
                        new NoLabels(used.length),
                        Optional.empty(),
                        truth,
                        Optional.empty(),
                        idle,
                        keys,
                        split,
                        dataNotes,
                        addedClasses,
                        inputs));
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
    public String unlabelledAdvice() {
        return "Leave the label of some blank, list what stands for `no label` in data.missing, or name a file of further "
                + unit() + " in data.unlabelled";
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
    public String validationAdvice() {
        return "Name a file of them in data.validation, or divide the records by data.split: shares.validation above"
                + " 0, or a column with the value validation";
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
        if (trueLabels.isPresent() && given instanceof ClassLabels single) {
            figures.put("examples", (double) given.size());
            figures.put("noise_rate", trueLabels.get().noiseRate(single.classes()));
        }
        return figures;
    }

    @Override
    public Optional<String> addedClasses() {
        return addedClasses;
    }

    @Override
    public List<String> notes() {
        return Stream.of(
                        dataNotes.stream(),
                        train.report().warnings().stream(),
                        ClassNotes.unlearned(given, unit()).stream(),
                        ClassNotes.missing(test, unit()).stream())
                .flatMap(each -> each)
                .toList();
    }

    @Override
    public Inputs inputs() {
        return inputs;
    }

    @Override
    public Preview preview(Part part, int index) throws IOException {
        return items.preview(of(part), index);
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
