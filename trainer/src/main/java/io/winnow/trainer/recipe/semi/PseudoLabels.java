package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Pseudo-labels of unlabelled examples as JSON lines: all of them with their confidence, and, in a second file, those that count together with
 * the given labels, from which another training can learn.
 *
 * @param labels class of each unlabelled example (U)
 * @param probabilities class probabilities of each (U, K)
 * @param passed whether each counts (U)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record PseudoLabels(int[] labels, double[][] probabilities, boolean[] passed) {
    /** Every unlabelled example. */
    static final String ALL = "pseudo-labels.jsonl";

    /** Labelled examples, and unlabelled ones whose pseudo-label counts. */
    static final String USABLE = "labels.jsonl";

    private static final double ALMOST_ALL = 0.99;
    private static final double MOSTLY_RIGHT = 0.9;

    /** Returns the class probabilities (U, K) of a trained classifier for examples without changes. */
    static double[][] predict(ClassifierOptions options, Path stage, TaskData without, StageContext context)
            throws IOException {
        try (Classifier classifier = Classifier.load(
                options, without, stage.resolve(ClassifierTraining.CLASSIFIER), Optional.empty(), context.manager())) {
            float[] flat = classifier.predictions(without, TaskData.Part.TRAIN, context.manager());
            int classes = flat.length / without.trainExamples().length;
            double[][] p = new double[flat.length / classes][classes];
            for (int i = 0; i < flat.length; i++) {
                p[i / classes][i % classes] = flat[i];
            }
            return p;
        }
    }

    /** Decides as the training did at its end. */
    static PseudoLabels of(double[][] probabilities, Decision decision) {
        int[] labels = new int[probabilities.length];
        boolean[] passed = new boolean[probabilities.length];
        double[][] aligned = new double[probabilities.length][];
        for (int i = 0; i < labels.length; i++) {
            aligned[i] = decision.aligned(probabilities[i]);
            labels[i] = Ranks.largest(aligned[i]);
            passed[i] = decision.passes(aligned[i]);
        }
        return new PseudoLabels(labels, aligned, passed);
    }

    /**
     * Writes the files into the folder of the stage, and returns the metrics of the pseudo-labels.
     *
     * @param data the labelled examples
     * @param without the unlabelled examples (U)
     * @param threshold key of the threshold that was to select among the pseudo-labels; empty if there was none
     */
    StageResult write(TaskData data, TaskData without, Optional<String> threshold, StageContext context)
            throws IOException {
        int[] examples = without.trainExamples();
        int[] labelled = data.trainExamples();
        ClassLabels given = (ClassLabels) data.trainLabels();
        boolean texts = data.preview(labelled[0]) instanceof Preview.Excerpt;
        AtomicFiles.write(context.folder().resolve(ALL), file -> {
            try (Writer out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < examples.length; i++) {
                    Map<String, Object> line = line(data, examples[i], i, texts);
                    line.put("passed", passed[i]);
                    out.write(Json.line(line) + "\n");
                }
            }
        });
        AtomicFiles.write(context.folder().resolve(USABLE), file -> {
            try (Writer out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < labelled.length; i++) {
                    Map<String, Object> line = start(data, labelled[i], given.classes()[i], texts);
                    line.put("given", true);
                    out.write(Json.line(line) + "\n");
                }
                for (int i = 0; i < examples.length; i++) {
                    if (passed[i]) {
                        Map<String, Object> line = line(data, examples[i], i, texts);
                        line.put("given", false);
                        out.write(Json.line(line) + "\n");
                    }
                }
            }
        });
        PseudoLabelTable.write(this, data, without, context.folder());
        context.progress()
                .say("Wrote the pseudo-labels of " + examples.length + " " + data.unit() + " into "
                        + context.folder().resolve(ALL) + ".");
        Map<String, Double> metrics = metrics(data, without);
        return new StageResult(
                metrics,
                Map.of(),
                threshold
                        .flatMap(key -> note(metrics, key, data.unit()))
                        .map(List::of)
                        .orElse(List.of()));
    }

    /**
     * Says that no pseudo-label passes the threshold, or that the threshold has selected nothing, unless the pseudo-labels are known to be
     * right anyway.
     *
     * @param metrics metrics of the pseudo-labels
     * @param threshold key of the threshold
     */
    static Optional<String> note(Map<String, Double> metrics, String threshold, String unit) {
        double share = metrics.getOrDefault(PseudoLabelCounts.PASSED, Double.NaN);
        if (share == 0) {
            return Optional.of("No pseudo-label passes the threshold, so that nothing is learned from " + unit
                    + " without a label. Lower " + threshold + ", train for more steps, or label more " + unit + ".");
        }
        Optional<Double> right = Optional.ofNullable(metrics.get(PseudoLabelCounts.PASSED_ACCURACY));
        if (!(share >= ALMOST_ALL) || right.orElse(0.0) >= MOSTLY_RIGHT) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "The threshold selects nothing: %.1f%% of the pseudo-labels passed it%s, so wrong ones were learned like right ones."
                        + " Compare the result with the rows of the labels alone. More labelled %s of each class help most;"
                        + " otherwise, train for fewer steps or raise %s.",
                100 * share,
                right.map(each -> String.format(
                                Locale.ROOT,
                                ", of which %.1f%% are right by the labels that were withheld",
                                100 * each))
                        .orElse(""),
                unit,
                threshold));
    }

    private Map<String, Double> metrics(TaskData data, TaskData without) {
        int[] rows = new int[labels.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        PseudoLabelCounts counts = new PseudoLabelCounts(
                new double
                        [PseudoLabelCounts.size(
                                data.inputs().requireTarget().names().size())],
                without.trueLabels().map(PseudoLabelCheck::new));
        counts.add(rows, labels, passed);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("labelled", (double) data.trainExamples().length);
        metrics.put("unlabelled", (double) labels.length);
        metrics.putAll(counts.metrics(""));
        return metrics;
    }

    private static Map<String, Object> start(TaskData data, int example, int label, boolean texts) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", data.train().key(example));
        if (texts) {
            line.put("text", ((Preview.Excerpt) data.preview(example)).text());
        }
        line.put("label", data.inputs().requireTarget().names().get(label));
        return line;
    }

    private Map<String, Object> line(TaskData data, int example, int row, boolean texts) throws IOException {
        double[] p = probabilities[row];
        int label = labels[row];
        Map<String, Object> line = start(data, example, label, texts);
        line.put("probability", p[label]);
        double[] others = p.clone();
        others[label] = -1;
        int second = Ranks.largest(others);
        line.put("second", data.inputs().requireTarget().names().get(second));
        line.put("second_probability", p[second]);
        return line;
    }
}
