package io.winnow.trainer.annotate;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.WrongLabelDetection;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What annotators say of given labels (arXiv 2410.18889): a label is flagged if another one is the most probable, by their confidence.
 *
 * @param labels the labels (K)
 * @param given number of the given label of each record (N)
 * @param suggested number of the most probable label; the given one if none is more probable, or if no annotator saw the record (N)
 * @param confidence probability of the suggested label; 0 if no annotator saw the record (N)
 * @param wrong probability of all labels but the given one; 0 if no annotator saw the record (N)
 * @param flagged whether the given label is contradicted with enough confidence (N)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table; never compared
public record Judgement(
        List<String> labels, int[] given, int[] suggested, double[] confidence, double[] wrong, boolean[] flagged) {
    /** Flipping more of a class than this is more likely a misunderstanding than a correction. */
    private static final double MOST_FLIPPED = 0.2;

    /**
     * Judges given labels.
     *
     * @param probabilities class probabilities of each record (N, K); null for a record that no annotator saw
     * @param given given label of each record (N)
     * @param levels the labels from the lowest to the highest if they are levels, so that neighbours do not contradict each other; otherwise
     *     empty
     * @param least the least confidence of a flag
     * @throws UserException if a given label is not one of the annotators' labels
     */
    public static Judgement of(
            double[][] probabilities, List<String> given, List<String> labels, List<String> levels, double least) {
        int n = given.size();
        Judgement judged = new Judgement(labels, new int[n], new int[n], new double[n], new double[n], new boolean[n]);
        for (String level : levels) {
            number(level, labels);
        }
        for (int i = 0; i < n; i++) {
            judged.given[i] = number(given.get(i), labels);
            judged.suggested[i] = judged.given[i];
            if (probabilities[i] != null) {
                int best = Ranks.largest(probabilities[i]);
                // Of equally probable labels, the given one is not contradicted.
                judged.suggested[i] =
                        probabilities[i][best] > probabilities[i][judged.given[i]] ? best : judged.given[i];
                judged.confidence[i] = probabilities[i][judged.suggested[i]];
                judged.wrong[i] = 1 - probabilities[i][judged.given[i]];
                judged.flagged[i] = judged.confidence[i] >= least
                        && contradicts(labels, levels, judged.given[i], judged.suggested[i]);
            }
        }
        return judged;
    }

    private static boolean contradicts(List<String> labels, List<String> levels, int given, int suggested) {
        if (levels.isEmpty() || given == suggested) {
            return given != suggested;
        }
        return Math.abs(levels.indexOf(labels.get(given)) - levels.indexOf(labels.get(suggested))) > 1;
    }

    private static int number(String label, List<String> labels) {
        int number = labels.indexOf(label);
        if (number < 0) {
            throw new UserException(
                    "The label '" + label + "' is none that the annotators could choose; they chose among "
                            + Shown.of(labels)
                            + EditDistance.nearest(label, labels)
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse("."));
        }
        return number;
    }

    /** Returns the number of flagged labels. */
    public int flags() {
        int count = 0;
        for (boolean flag : flagged) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    /** Returns whether each label is flagged with at least a confidence (N). */
    public boolean[] sure(double above) {
        boolean[] sure = new boolean[flagged.length];
        for (int i = 0; i < sure.length; i++) {
            sure[i] = flagged[i] && confidence[i] >= above;
        }
        return sure;
    }

    /**
     * Returns how well the annotators find wrong labels among the records whose right label is known.
     *
     * @param truth known class of each record (N), or -1
     * @param probabilities what was judged by; null for a record that no annotator saw (N, K)
     * @see WrongLabelDetection
     */
    public Map<String, Double> detection(int[] truth, double[][] probabilities) {
        int[] known = IntStream.range(0, truth.length)
                .filter(i -> truth[i] >= 0 && probabilities[i] != null)
                .toArray();
        float[] scores = new float[known.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) wrong[known[i]];
        }
        return WrongLabelDetection.of(
                new TrueLabels(IntStream.of(known).map(i -> truth[i]).toArray()),
                IntStream.of(known).map(i -> given[i]).toArray(),
                scores,
                IntStream.of(known).map(i -> suggested[i]).toArray());
    }

    /**
     * Requires that no more than a fifth of a class would be given other labels.
     *
     * @throws UserException otherwise
     */
    public void requireFewFlips(double above) {
        boolean[] sure = sure(above);
        int[] counts = new int[labels.size()];
        int[] flips = new int[labels.size()];
        for (int i = 0; i < sure.length; i++) {
            counts[given[i]]++;
            flips[given[i]] += sure[i] ? 1 : 0;
        }
        List<String> most = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            if (flips[k] > MOST_FLIPPED * counts[k]) {
                most.add(labels.get(k) + " (" + flips[k] + " of " + counts[k] + ")");
            }
        }
        if (!most.isEmpty()) {
            throw new UserException(
                    "Labels and judge disagree on more than a fifth of "
                            + (most.size() == 1 ? "the class " : most.size() + " classes: ")
                            + Shown.of(most)
                            + ". Look at the description of the label in the task, or raise --above, or use --action filter or weight.");
        }
    }
}
