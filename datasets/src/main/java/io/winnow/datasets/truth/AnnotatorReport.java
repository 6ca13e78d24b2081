package io.winnow.datasets.truth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How reliable an annotator is. Whether an answer is right is judged by what the others say ({@link RightPosterior}): by the probabilities
 * of the item's classes without this answer. Otherwise, small sets flatter everyone. Answers to items that nobody else answered, and whose
 * class is not known, say nothing about the annotator and are left out.
 *
 * @param answers number of answers
 * @param judged number of those that can be judged
 * @param agreement share of the answers that equal the inferred class, in [0, 1]; null without answers
 * @param accuracy expected share of right answers, in [0, 1]; null if none can be judged
 * @param low lower bound of the 95% interval of the accuracy, or null
 * @param high upper bound of this interval, or null
 * @param confusion expected confusion matrix of the answers that can be judged, smoothed by adding 0.01 to each cell: [i][j] is the
 *     probability that the annotator labels an item of class i as j (K, K)
 * @param spammerScore 0 for one whose answers do not depend on the true class, 1 for one who is always right, or always wrong in the same way
 *     (Raykar and Yu, "Eliminating spammers and ranking annotators for crowdsourced labeling tasks", JMLR 2012, section 3)
 * @param finding what stands out
 */
@SuppressWarnings("ArrayRecordComponent") // a result; never compared
public record AnnotatorReport(
        int answers,
        int judged,
        Double agreement,
        Double accuracy,
        Double low,
        Double high,
        double[][] confusion,
        double spammerScore,
        Finding finding) {
    private static final int FEW = 5;
    private static final int ENOUGH = 10;
    private static final double SPAMMER = 0.05;
    private static final double TAIL = 0.025;

    /** What stands out about an annotator. */
    public enum Finding {
        NOTHING,
        /** Too few answers for any statement. */
        FEW_ANSWERS,
        /** The answers do not depend on the true class. */
        SPAMMER,
        /** Right less often than by chance: an adversary, or one who confuses the classes. */
        BELOW_CHANCE
    }

    /** Returns the report of each annotator (A). */
    public static List<AnnotatorReport> of(AnswerTable answers, TruthEstimate estimate) {
        int[] items = answers.itemOfAnswers();
        int[][] own = answers.answersOfAnnotators();
        return IntStream.range(0, answers.annotators())
                .mapToObj(a -> of(answers, estimate, own[a], items))
                .toList();
    }

    /**
     * @param own positions of the annotator's answers
     * @param items item of each answer (L)
     */
    private static AnnotatorReport of(AnswerTable answers, TruthEstimate estimate, int[] own, int[] items) {
        int classes = answers.classes();
        double[][] confusion = new double[classes][classes];
        int equal = 0;
        for (int v : own) {
            int item = items[v];
            equal += answers.labels()[v] == estimate.label(item) ? 1 : 0;
            if (isJudged(answers, v, item)) {
                for (int k = 0; k < classes; k++) {
                    confusion[k][answers.labels()[v]] += estimate.posterior()[item][k];
                }
            }
        }
        rows(confusion);
        RightPosterior right = new RightPosterior();
        int judged = 0;
        for (int v : own) {
            int item = items[v];
            if (isJudged(answers, v, item)) {
                judged++;
                double[] posterior = estimate.posterior()[item];
                boolean known = answers.known()[item] != AnswerTable.UNKNOWN;
                double[] others = known ? posterior : estimate.model().without(answers, item, v, posterior);
                int said = answers.labels()[v];
                double wrong = 0;
                for (int k = 0; k < classes; k++) {
                    wrong += k == said ? 0 : others[k] * confusion[k][said] / (1 - confusion[k][k]);
                }
                right.add(others[said], wrong);
            }
        }
        double spammer = spammerScore(confusion);
        RightPosterior.Density accuracy = right.density();
        Finding finding = finding(judged, accuracy, spammer, classes);
        return new AnnotatorReport(
                own.length,
                judged,
                own.length == 0 ? null : Double.valueOf((double) equal / own.length),
                judged == 0 ? null : Double.valueOf(accuracy.mean()),
                judged == 0 ? null : Double.valueOf(accuracy.quantile(TAIL)),
                judged == 0 ? null : Double.valueOf(accuracy.quantile(1 - TAIL)),
                confusion,
                spammer,
                finding);
    }

    /** Returns whether an answer can be judged: the class is known, or somebody else answered, too. */
    private static boolean isJudged(AnswerTable answers, int answer, int item) {
        return answers.known()[item] != AnswerTable.UNKNOWN
                || IntStream.range(answers.starts()[item], answers.starts()[item + 1])
                        .anyMatch(other -> answers.voters()[other] != answers.voters()[answer]);
    }

    private static Finding finding(int judged, RightPosterior.Density accuracy, double spammerScore, int classes) {
        if (judged < FEW) {
            return Finding.FEW_ANSWERS;
        } else if (classes > 1 && accuracy.quantile(1 - TAIL) < 1.0 / classes) {
            return Finding.BELOW_CHANCE;
        }
        return classes > 1 && judged >= ENOUGH && spammerScore < SPAMMER ? Finding.SPAMMER : Finding.NOTHING;
    }

    /** Smooths counts and divides each row by its sum, in place. */
    private static void rows(double[][] counts) {
        for (double[] row : counts) {
            Arrays.setAll(row, l -> row[l] + DawidSkene.SMOOTHING);
            Posteriors.normalised(row);
        }
    }

    /**
     * Returns the sum over pairs of rows of their squared distance, divided by K (K - 1): 0 if all rows are equal, 1 for a permutation.
     *
     * @param confusion rows that sum to 1 (K, K)
     */
    static double spammerScore(double[][] confusion) {
        int classes = confusion.length;
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            for (int other = k + 1; other < classes; other++) {
                for (int l = 0; l < classes; l++) {
                    double difference = confusion[k][l] - confusion[other][l];
                    sum += difference * difference;
                }
            }
        }
        return classes < 2 ? 0 : sum / (classes * (classes - 1));
    }
}
