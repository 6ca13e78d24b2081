package io.winnow.trainer.modality;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Data whose training labels are replaced, for example by corrected ones. Validation and test labels stay as they are, and so does which
 * examples are used for what. The baselines of the modality are left out, since they are fitted to the labels as they were.
 */
public final class RelabelledData implements TaskData {
    private final TaskData data;
    private final Labels labels;
    private final Inputs inputs;
    private final Optional<float[]> weights;
    private final Optional<TrueLabels> truth;

    /** @param labels labels of the training examples in use, with the classes of the old ones */
    public RelabelledData(TaskData data, Labels labels) {
        this(data, labels, data.trainWeights());
    }

    /**
     * @param labels labels of the training examples in use, with the classes of the old ones
     * @param weights weights of these examples; empty if all are the same
     */
    public RelabelledData(TaskData data, Labels labels, Optional<float[]> weights) {
        this(
                data,
                labels,
                new Inputs(data.inputs().preprocessing(), Targets.of(labels).orElse(null)),
                weights);
    }

    /**
     * @param labels labels of the training examples in use
     * @param inputs what a training fixes, whatever these labels are
     */
    RelabelledData(TaskData data, Labels labels, Inputs inputs) {
        this(data, labels, inputs, data.trainWeights());
    }

    /**
     * Returns data in which the training examples without a label are in use, too; their class is {@link GivenNames#NONE}.
     *
     * @param data data whose labelled examples are in use; they have one class each
     */
    public static TaskData withUnlabelled(TaskData data) {
        ClassLabels given = (ClassLabels) data.trainLabels();
        int[] labelled = data.trainExamples();
        return data.unlabelled(true)
                .<TaskData>map(all -> new RelabelledData(
                        all,
                        new ClassLabels(
                                Arrays.stream(all.trainExamples())
                                        .map(example -> {
                                            int own = Arrays.binarySearch(labelled, example);
                                            return own < 0 ? GivenNames.NONE : given.classes()[own];
                                        })
                                        .toArray(),
                                given.classNames())))
                .orElse(data);
    }

    /**
     * Returns the same examples without their labels, for an experiment. They are the true labels, for evaluation only.
     *
     * @param data data with one class for each training example
     */
    public static TaskData withheld(TaskData data) {
        ClassLabels given = (ClassLabels) data.trainLabels();
        return new RelabelledData(
                data,
                new NoLabels(given.size()),
                data.inputs(),
                Optional.empty(),
                Optional.of(new TrueLabels(given.classes())));
    }

    private RelabelledData(TaskData data, Labels labels, Inputs inputs, Optional<float[]> weights) {
        this(data, labels, inputs, weights, data.trueLabels());
    }

    private RelabelledData(
            TaskData data, Labels labels, Inputs inputs, Optional<float[]> weights, Optional<TrueLabels> truth) {
        this.truth = truth;
        this.weights = weights;
        this.data = data;
        this.labels = labels;
        this.inputs = inputs;
    }

    @Override
    public Labels trainLabels() {
        return labels;
    }

    @Override
    public Inputs inputs() {
        return inputs;
    }

    @Override
    public Map<String, Double> labelFigures() {
        if (labels instanceof NoLabels) {
            return Map.of();
        }
        Map<String, Double> figures = new LinkedHashMap<>(data.labelFigures());
        if (labels instanceof ClassLabels single) {
            data.trueLabels().ifPresent(truth -> figures.put("noise_rate", truth.noiseRate(single.classes())));
        }
        return figures;
    }

    @Override
    public TaskData select(int[] rows) {
        Optional<float[]> selected = weights.map(all -> {
            float[] own = new float[rows.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = all[rows[i]];
            }
            return own;
        });
        return new RelabelledData(
                data.select(rows), labels.select(rows), inputs, selected, truth.map(all -> all.select(rows)));
    }

    @Override
    public Optional<TaskData> unlabelled(boolean withLabelled) {
        return data.unlabelled(withLabelled);
    }

    @Override
    public String unit() {
        return data.unit();
    }

    @Override
    public Dataset<?> train() {
        return data.train();
    }

    @Override
    public Dataset<?> test() {
        return data.test();
    }

    @Override
    public Optional<Dataset<?>> validation() {
        return data.validation();
    }

    @Override
    public String validationAdvice() {
        return data.validationAdvice();
    }

    @Override
    public int[] trainExamples() {
        return data.trainExamples();
    }

    @Override
    public Optional<float[]> trainWeights() {
        return weights;
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return truth;
    }

    @Override
    public Optional<TrueLabelSets> trueLabelSets() {
        return data.trueLabelSets();
    }

    @Override
    public Map<Integer, String> idleLabels() {
        return data.idleLabels();
    }

    @Override
    public String unlabelledAdvice() {
        return data.unlabelledAdvice();
    }

    @Override
    public String labelAdvice(Part part) {
        return data.labelAdvice(part);
    }

    @Override
    public int copiedTests() {
        return data.copiedTests();
    }

    @Override
    public List<String> notes() {
        return data.notes();
    }

    @Override
    public Optional<String> addedClasses() {
        return data.addedClasses();
    }

    @Override
    public void prepare(Consumer<String> say) {
        data.prepare(say);
    }

    @Override
    public void keep(Path run) throws IOException {
        data.keep(run);
    }

    @Override
    public Preview preview(Part part, int index) throws IOException {
        return data.preview(part, index);
    }

    @Override
    public boolean allowsOrder() {
        return data.allowsOrder();
    }

    @Override
    public ExampleLoader trainLoader(int batchSize) {
        return data.trainLoader(batchSize);
    }

    @Override
    public Views views(Optional<ViewsConfig> config, Views.Strength usual) {
        return data.views(config, usual);
    }

    @Override
    public int maxCorrupt() {
        return data.maxCorrupt();
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
