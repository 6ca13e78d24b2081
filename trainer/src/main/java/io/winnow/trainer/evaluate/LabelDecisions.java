package io.winnow.trainer.evaluate;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well predicted label sets agree with the known pairs. A class that is never predicted has precision 0. Means over classes are over
 * those with a known positive, unless they say otherwise; they are NaN if there is none.
 *
 * @param perClass counts of each class (C)
 * @param exampleF1 mean over the examples of the F1 of their label sets, which is 1 if nothing is true and nothing is predicted
 * @param subsetAccuracy share of the examples whose known pairs are all predicted right
 * @param hammingLoss share of the known pairs that are predicted wrong
 * @param sizeError mean over the examples of the difference, without its sign, between the numbers of predicted and of true classes
 */
public record LabelDecisions(
        List<Counts> perClass, double exampleF1, double subsetAccuracy, double hammingLoss, double sizeError) {
    /** Metric: the number of classes without a known positive, which means over classes leave out. It is left out if it is 0. */
    public static final String CLASSES_MISSING = "classes_without_positives";

    /** Known pairs by what was predicted. */
    public record Counts(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
        /** The number of known positives. */
        public long positives() {
            return truePositives + falseNegatives;
        }

        /** The number of known pairs. */
        public long known() {
            return positives() + falsePositives + trueNegatives;
        }

        public double precision() {
            return share(truePositives, truePositives + falsePositives);
        }

        public double recall() {
            return share(truePositives, positives());
        }

        /** 2 TP / (2 TP + FP + FN); 0 if nothing is true and nothing is predicted. */
        public double f1() {
            return f1(0);
        }

        private double f1(double ofNothing) {
            return ratio(2.0 * truePositives, 2.0 * truePositives + falsePositives + falseNegatives, ofNothing);
        }

        private Counts plus(Counts other) {
            return new Counts(
                    truePositives + other.truePositives,
                    falsePositives + other.falsePositives,
                    falseNegatives + other.falseNegatives,
                    trueNegatives + other.trueNegatives);
        }

        private static double share(long part, long whole) {
            return whole == 0 ? 0 : (double) part / whole;
        }

        private static double ratio(double part, double whole, double ofNothing) {
            return whole == 0 ? ofNothing : part / whole;
        }
    }

    /**
     * Compares predictions with what is known.
     *
     * @param known (N, C); its scores are not used
     * @param predicted (N, C) in row-major order
     */
    public static LabelDecisions of(LabelScores known, boolean[] predicted) {
        Sums sums = new Sums(known.classes());
        sums.add(known, predicted);
        return sums.decisions();
    }

    /** Predicts the {@code k} classes with the highest scores (N, C) of each example; of equal scores, the class with the lower number. */
    public static boolean[] top(float[] scores, int classes, int k) {
        boolean[] predicted = new boolean[scores.length];
        for (int start = 0; start < scores.length; start += classes) {
            for (int c : Ranks.first(scores, start, start + classes, k, null)) {
                predicted[start + c] = true;
            }
        }
        return predicted;
    }

    /** The counts of which the figures are made, so that predictions can come in batches. */
    static final class Sums {
        /** Number of known pairs of each class (C) by what is true and predicted, see {@link #counts}. */
        private final int[][] byClass;

        private final DoubleSummaryStatistics exampleF1 = new DoubleSummaryStatistics();
        private final DoubleSummaryStatistics right = new DoubleSummaryStatistics();
        private final DoubleSummaryStatistics sizeErrors = new DoubleSummaryStatistics();

        Sums(int classes) {
            byClass = new int[4][classes];
        }

        void add(LabelScores known, boolean[] predicted) {
            int classes = known.classes();
            if (predicted.length != known.states().length) {
                throw new IllegalArgumentException(
                        predicted.length + " predictions do not belong to " + known.states().length + " pairs.");
            }
            for (int first = 0; first < predicted.length; first += classes) {
                int[] own = new int[4];
                for (int c = 0; c < classes; c++) {
                    byte state = known.states()[first + c];
                    if (state != LabelScores.UNKNOWN) {
                        int kind = (state == LabelScores.POSITIVE ? 2 : 0) + (predicted[first + c] ? 1 : 0);
                        own[kind]++;
                        byClass[kind][c]++;
                    }
                }
                Counts counts = counts(own[0], own[1], own[2], own[3]);
                if (counts.known() > 0) {
                    exampleF1.accept(counts.f1(1));
                    right.accept(counts.falsePositives + counts.falseNegatives == 0 ? 1 : 0);
                    sizeErrors.accept((double) Math.abs(counts.falsePositives - counts.falseNegatives));
                }
            }
        }

        private static Counts counts(int rightAbsent, int wrongPredicted, int missed, int rightPredicted) {
            return new Counts(rightPredicted, wrongPredicted, missed, rightAbsent);
        }

        LabelDecisions decisions() {
            List<Counts> each = IntStream.range(0, byClass[0].length)
                    .mapToObj(c -> counts(byClass[0][c], byClass[1][c], byClass[2][c], byClass[3][c]))
                    .toList();
            Counts all = sum(each);
            return new LabelDecisions(
                    each,
                    mean(exampleF1),
                    mean(right),
                    (double) (all.falsePositives + all.falseNegatives) / all.known(),
                    mean(sizeErrors));
        }

        private static double mean(DoubleSummaryStatistics values) {
            return values.getCount() == 0 ? Double.NaN : values.getAverage();
        }
    }

    private static Counts sum(List<Counts> counts) {
        return counts.stream().reduce(new Counts(0, 0, 0, 0), Counts::plus);
    }

    private static double mean(List<Counts> counts, ToDoubleFunction<Counts> figure) {
        return counts.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private List<Counts> present() {
        Predicate<Counts> hasPositives = each -> each.positives() > 0;
        return perClass.stream().filter(hasPositives).toList();
    }

    /** The counts of all classes together, whose precision, recall and F1 are the micro averages (OP, OR and OF1). */
    public Counts overall() {
        return sum(perClass);
    }

    /** Mean precision over classes (CP). */
    public double classPrecision() {
        return mean(present(), Counts::precision);
    }

    /** Mean recall over classes (CR). */
    public double classRecall() {
        return mean(present(), Counts::recall);
    }

    /** The harmonic mean of {@link #classPrecision} and {@link #classRecall} (CF1), which is not the macro F1. */
    public double classF1() {
        double precision = classPrecision();
        double recall = classRecall();
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** Mean F1 over classes. */
    public double macroF1() {
        return mean(present(), Counts::f1);
    }

    /** Mean F1 over all classes, where that of a class without a known positive is 0. */
    public double macroF1OfAll() {
        return mean(perClass, Counts::f1);
    }

    /** Mean F1 over classes, weighted by their known positives. */
    public double weightedF1() {
        double weighted = perClass.stream()
                .mapToDouble(each -> each.f1() * each.positives())
                .sum();
        return weighted / overall().positives();
    }

    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("of1", overall().f1());
        metrics.put("op", overall().precision());
        metrics.put("or", overall().recall());
        metrics.put("macro_f1", macroF1());
        metrics.put("macro_f1_of_all", macroF1OfAll());
        metrics.put("weighted_f1", weightedF1());
        metrics.put("cf1", classF1());
        metrics.put("cp", classPrecision());
        metrics.put("cr", classRecall());
        metrics.put("example_f1", exampleF1);
        metrics.put("subset_accuracy", subsetAccuracy);
        metrics.put("hamming_loss", hammingLoss);
        metrics.put("size_error", sizeError);
        int missing = perClass.size() - present().size();
        if (missing > 0) {
            metrics.put(CLASSES_MISSING, (double) missing);
        }
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }
}
