package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pseudo-labels that a trained network gives to the unlabelled examples, as JSON lines: all of them with their confidence, and, in a second
 * file, those that count together with the given labels, from which another training can learn.
 */
final class PseudoLabels {
    /** Every unlabelled example. */
    static final String ALL = "pseudo-labels.jsonl";

    /** Labelled examples, and unlabelled ones whose pseudo-label counts. */
    static final String USABLE = "labels.jsonl";

    private final TaskData data;
    private final TaskData without;
    private final Decision decision;
    private final float[] probabilities;
    private final boolean texts;

    private PseudoLabels(TaskData data, TaskData without, Decision decision, float[] probabilities)
            throws IOException {
        this.data = data;
        this.without = without;
        this.decision = decision;
        this.probabilities = probabilities;
        texts = data.preview(data.trainExamples()[0]) instanceof Preview.Excerpt;
    }

    /** Writes the files into the folder of the stage, and returns the metrics of the pseudo-labels. */
    static StageResult write(SemiOptions options, Path learned, TaskData data, StageContext context)
            throws IOException {
        TaskData without = data.unlabelled(false).orElseThrow();
        Decision decision = Json.read(learned.resolve(Semi.DECISION), Decision.class);
        try (Classifier classifier = Classifier.load(
                options.classifier(),
                without,
                learned.resolve(ClassifierTraining.CLASSIFIER),
                Optional.empty(),
                context.manager())) {
            float[] probabilities = classifier.predictions(without, TaskData.Part.TRAIN, context.manager());
            return new PseudoLabels(data, without, decision, probabilities).write(context);
        }
    }

    private StageResult write(StageContext context) throws IOException {
        int[] examples = without.trainExamples();
        int classes = probabilities.length / examples.length;
        int[] rows = new int[examples.length];
        int[] labels = new int[examples.length];
        boolean[] passed = new boolean[examples.length];
        double[][] aligned = new double[examples.length][];
        for (int i = 0; i < examples.length; i++) {
            double[] p = new double[classes];
            for (int k = 0; k < classes; k++) {
                p[k] = probabilities[i * classes + k];
            }
            aligned[i] = decision.aligned(p);
            rows[i] = i;
            labels[i] = PseudoTarget.largest(aligned[i]);
            passed[i] = decision.passes(aligned[i]);
        }
        AtomicFiles.write(context.folder().resolve(ALL), file -> {
            try (Writer out = Files.newBufferedWriter(file)) {
                for (int i = 0; i < examples.length; i++) {
                    Map<String, Object> line = line(examples[i], labels[i], aligned[i]);
                    line.put("passed", passed[i]);
                    out.write(Json.line(line) + "\n");
                }
            }
        });
        AtomicFiles.write(context.folder().resolve(USABLE), file -> {
            try (Writer out = Files.newBufferedWriter(file)) {
                int[] labelled = data.trainExamples();
                ClassLabels given = (ClassLabels) data.trainLabels();
                for (int i = 0; i < labelled.length; i++) {
                    Map<String, Object> line = start(labelled[i], given.classes()[i]);
                    line.put("given", true);
                    out.write(Json.line(line) + "\n");
                }
                for (int i = 0; i < examples.length; i++) {
                    if (passed[i]) {
                        Map<String, Object> line = line(examples[i], labels[i], aligned[i]);
                        line.put("given", false);
                        out.write(Json.line(line) + "\n");
                    }
                }
            }
        });
        PseudoLabelCounts counts = new PseudoLabelCounts(
                new double[PseudoLabelCounts.size(classes)],
                without.trueLabels().map(PseudoLabelCheck::new));
        counts.add(rows, labels, passed);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("labelled", (double) data.trainExamples().length);
        metrics.put("unlabelled", (double) examples.length);
        metrics.putAll(counts.metrics(""));
        context.progress().say("Wrote the pseudo-labels of " + examples.length + " " + data.unit() + " into "
                + context.folder().resolve(ALL) + ".");
        return StageResult.of(metrics);
    }

    private Map<String, Object> start(int example, int label) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", data.train().key(example));
        if (texts) {
            try {
                line.put("text", ((Preview.Excerpt) data.preview(example)).text());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        line.put("label", data.inputs().requireTarget().names().get(label));
        return line;
    }

    private Map<String, Object> line(int example, int label, double[] p) {
        Map<String, Object> line = start(example, label);
        line.put("probability", p[label]);
        double[] others = p.clone();
        others[label] = -1;
        int second = PseudoTarget.largest(others);
        line.put("second", data.inputs().requireTarget().names().get(second));
        line.put("second_probability", p[second]);
        return line;
    }
}
