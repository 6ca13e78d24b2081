package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.SelectiveThreshold;
import io.winnow.trainer.modality.ClassNotes;
import io.winnow.trainer.modality.SameClasses;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.Probes;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Evaluates a model on labelled examples, with the same metrics as the evaluation of a run. */
public record ModelJudge(TrainedModel model, NDManager manager) {
    /**
     * Metrics, and what a person should know of the examples, one sentence each.
     *
     * @param notes such as on classes that the examples lack, or that have no names
     */
    public record Judged(Map<String, Double> metrics, List<String> notes) {}

    /**
     * What a classifier predicts for labelled examples.
     *
     * @param keys keys of the examples (N)
     * @param given class that each example is labelled with (N)
     * @param predicted most probable class of each example (N)
     * @param names names of the classes (C)
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
    public record Predicted(List<String> keys, int[] given, int[] predicted, List<String> names) {}

    /**
     * Returns the predicted classes of examples with one class each.
     *
     * @throws UserException when the model is not a classifier of one class, when an example has not exactly one label, or when examples have
     *     classes that the model does not know
     */
    public Predicted predicted(Dataset<?> examples) throws IOException {
        ModelOutput output = requireClassifier();
        Labels labels = labels(examples, output);
        if (!(labels instanceof ClassLabels single) || labels.knownCount() < labels.size()) {
            throw new UserException(
                    "Wrong test labels can only be corrected if each example has exactly one class, but "
                            + examples.name() + " has other labels, or none for some of its " + unit()
                            + ". Name other data.");
        }
        try (NDManager scope = manager.newSubManager()) {
            int[] predicted = new int[examples.size()];
            if (predicted.length > 0) {
                long[] best = vectors(examples, scope).argMax(1).toLongArray();
                Arrays.setAll(predicted, i -> (int) best[i]);
            }
            return new Predicted(
                    IntStream.range(0, predicted.length).mapToObj(examples::key).toList(),
                    single.classes(),
                    predicted,
                    output.names());
        }
    }

    /**
     * Computes the metrics of a classifier.
     *
     * @throws UserException when the model is not a classifier, when the examples have no labels, or when they have classes that the model
     *     does not know
     */
    public Judged classifier(Dataset<?> examples) throws IOException {
        ModelOutput output = requireClassifier();
        List<String> own = examples.labels().classNames();
        boolean byOrder = isByOrder(examples, output);
        Labels labels = labels(examples, output);
        List<String> notes = new ArrayList<>(output.target().doubts(labels, Optional.empty(), false, unit()));
        try (NDManager scope = manager.newSubManager()) {
            Optional<Target.Judging> judging = output.target().judging(labels);
            if (judging.isPresent()) {
                notes.add(0, judging.get().note(unit()));
                return new Judged(inBatches(examples, judging.get()).metrics(), notes);
            }
            float[] vectors = vectors(examples, scope).toFloatArray();
            Map<String, Double> metrics =
                    new LinkedHashMap<>(Targets.judge(output.target(), vectors, labels, examples.name(), unit())
                            .metrics());
            if (output.abstention() != null && labels instanceof ClassLabels single) {
                metrics.putAll(accepted(output.abstention(), vectors, single));
            }
            if (model instanceof DescribedModel described && labels instanceof ClassLabels single) {
                metrics.putAll(described.judge(examples, single, scope));
            }
            Optional<String> classes = byOrder
                    ? Optional.of("The classes of the model have no names. They are taken to be those of "
                            + examples.name() + " in their order: " + Shown.of(own) + ".")
                    : ClassNotes.missing(labels, examples.name(), unit());
            classes.ifPresent(note -> notes.add(0, note));
            return new Judged(metrics, notes);
        }
    }

    /**
     * Returns the share of the labelled examples whose predictions a model accepts, and how many of these are right; without the latter if
     * it accepts none.
     *
     * @param vectors probabilities (N, C), row-major
     */
    private static Map<String, Double> accepted(SelectiveThreshold threshold, float[] vectors, ClassLabels labels) {
        int columns = labels.size() == 0 ? 0 : vectors.length / labels.size();
        int known = 0;
        int accepted = 0;
        int right = 0;
        for (int i = 0; i < labels.size(); i++) {
            float[] row = Arrays.copyOfRange(vectors, i * columns, (i + 1) * columns);
            int given = labels.classes()[i];
            if (given == GivenNames.NONE) {
                continue;
            }
            known++;
            if (threshold.accepts(row)) {
                accepted++;
                right += Ranks.descending(row)[0] == given ? 1 : 0;
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        if (known > 0) {
            figures.put("coverage", (double) accepted / known);
        }
        if (accepted > 0) {
            figures.put("accepted_accuracy", (double) right / accepted);
        }
        return figures;
    }

    /**
     * Computes the metrics of a representation.
     *
     * @param train labelled examples that the probes are fitted to
     * @param test labelled examples that the probes are evaluated on
     * @throws UserException when the labels of train and test are not of the same kind
     */
    public Map<String, Double> representation(Dataset<?> train, Dataset<?> test, Probes probes) throws IOException {
        Labels judged = renumbered(test, train.labels().classNames(), train.name());
        try (NDManager scope = manager.newSubManager()) {
            return probes.figures(vectors(train, scope), train.labels(), vectors(test, scope), judged);
        }
    }

    private ModelOutput requireClassifier() {
        ModelOutput output = model.output();
        if (output.kind() != ModelOutput.Kind.CLASSIFIER) {
            throw new UserException(
                    "The model is an encoder, not a classifier, so it is evaluated with probes that are fitted to labelled "
                            + unit() + ". Add --train DATA to name these " + unit() + ".");
        }
        return output;
    }

    /** Whether the classes of the model have no names, so that they are those of the examples in their order. */
    private boolean isByOrder(Dataset<?> examples, ModelOutput output) {
        List<String> own = examples.labels().classNames();
        return own.size() == output.names().size() && !model.matchesByName(own);
    }

    /** Returns the labels of examples with the class numbers of the model. */
    private Labels labels(Dataset<?> examples, ModelOutput output) {
        return isByOrder(examples, output) ? examples.labels() : renumbered(examples, output.names(), "the model");
    }

    private String unit() {
        return model.reader().unit();
    }

    private Labels renumbered(Dataset<?> examples, List<String> names, String owner) {
        return SameClasses.of(examples.labels(), examples.name(), unit(), names, owner)
                .orElse(examples.labels());
    }

    /** Judges the predictions batch by batch. */
    private Report inBatches(Dataset<?> examples, Target.Judging judging) throws IOException {
        int[] all = TaskData.all(examples);
        for (int begin = 0; begin < all.length; begin += judging.batchSize()) {
            try (NDManager scope = manager.newSubManager()) {
                judging.add(model.run(
                                examples,
                                Arrays.copyOfRange(all, begin, Math.min(all.length, begin + judging.batchSize())),
                                scope)
                        .toFloatArray());
            }
        }
        return judging.report();
    }

    private NDArray vectors(Dataset<?> examples, NDManager scope) throws IOException {
        return model.run(examples, TaskData.all(examples), scope);
    }
}
