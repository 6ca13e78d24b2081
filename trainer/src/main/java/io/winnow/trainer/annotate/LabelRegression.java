package io.winnow.trainer.annotate;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.evaluate.LogisticRegression;
import io.winnow.trainer.evaluate.SparseRows;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Combines annotators by logistic regression of the right label on the logarithms of their probabilities (llm-annotators.md, section 2). So an
 * annotator who is often wrong, or too sure, counts less.
 */
final class LabelRegression {
    private static final int FOLDS = 5;
    private static final long FOLD_STREAM = 29;
    /** Factor of the losses against the penalty; not tuned. */
    private static final double STRENGTH = 1;
    /** Probabilities below this count as this, since a stated zero is no certainty. */
    private static final double SMALLEST = 1e-4;

    private LabelRegression() {}

    /**
     * Returns the probabilities of all items (N, K); null for an item without an annotation. Items whose label is known are predicted by
     * regressions that were fitted without them, so that the result can be measured on them.
     *
     * @param truth known class of each item (N), or -1
     * @throws UserException if fewer than 100 annotated items have a known label, or all have the same one
     */
    static double[][] of(AnnotationOutcome outcome, int[] truth) {
        List<SparseRows.Row> features = features(outcome);
        int[] known = IntStream.range(0, truth.length)
                .filter(i -> truth[i] >= 0 && features.get(i) != null)
                .toArray();
        if (known.length < JudgeCalibration.LEAST) {
            throw new UserException("--combine regression needs the right labels of at least " + JudgeCalibration.LEAST
                    + " annotated records, given by --truth; found " + known.length + ". Use --combine mean instead.");
        }
        double[][] all = new double[truth.length][];
        int[] rest = IntStream.range(0, truth.length)
                .filter(i -> truth[i] < 0 && features.get(i) != null)
                .toArray();
        predict(features, truth, known, rest, outcome.labels().size(), all);
        int[] order = Permutation.of(known.length, FOLD_STREAM);
        for (int f = 0; f < FOLDS; f++) {
            int fold = f;
            int[] held = IntStream.range(0, order.length)
                    .filter(i -> i % FOLDS == fold)
                    .map(i -> known[order[i]])
                    .toArray();
            int[] others = IntStream.range(0, order.length)
                    .filter(i -> i % FOLDS != fold)
                    .map(i -> known[order[i]])
                    .toArray();
            predict(features, truth, others, held, outcome.labels().size(), all);
        }
        return all;
    }

    private static void predict(
            List<SparseRows.Row> features, int[] truth, int[] fitted, int[] predicted, int classes, double[][] all) {
        if (predicted.length == 0) {
            return;
        }
        int width = features.get(fitted[0]).columns().length;
        LogisticRegression regression = LogisticRegression.softmax(
                rows(features, fitted, width),
                IntStream.of(fitted).map(i -> truth[i]).toArray(),
                classes,
                STRENGTH);
        float[] probabilities = regression.probabilities(rows(features, predicted, width));
        for (int i = 0; i < predicted.length; i++) {
            double[] own = new double[classes];
            for (int k = 0; k < classes; k++) {
                own[k] = probabilities[i * classes + k];
            }
            all[predicted[i]] = own;
        }
    }

    private static SparseRows rows(List<SparseRows.Row> features, int[] items, int width) {
        return SparseRows.of(IntStream.of(items).mapToObj(features::get).toList(), width);
    }

    /** Returns the features of each item; null for an item without an annotation. An annotator who says nothing counts as undecided. */
    private static List<SparseRows.Row> features(AnnotationOutcome outcome) {
        int annotators = outcome.annotators().size();
        int classes = outcome.labels().size();
        int[] columns = IntStream.range(0, annotators * classes).toArray();
        List<SparseRows.Row> rows = new ArrayList<>();
        for (int i = 0; i < outcome.keys().size(); i++) {
            double[] values = new double[columns.length];
            Arrays.fill(values, Math.log(1.0 / classes));
            boolean annotated = false;
            for (int a = 0; a < annotators; a++) {
                double[] own = outcome.probabilities()[a][i];
                for (int k = 0; own != null && k < classes; k++) {
                    values[a * classes + k] = Math.log(Math.max(SMALLEST, own[k]));
                }
                annotated |= own != null;
            }
            rows.add(annotated ? new SparseRows.Row(columns, values) : null);
        }
        return rows;
    }
}
