package io.winnow.trainer.evaluate;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How well the classes of each example are ranked by their scores (Tsoumakas et al. 2010, section 7.1.3). Only known pairs are ranked, and
 * ties count against the ranking. Examples without any known pair are left out; means over no example are NaN.
 *
 * @param rankingLoss mean share of the pairs of a positive and a negative class in which the positive does not have the higher score; 0 for
 *     an example that lacks positives or negatives
 * @param coverage mean number of classes down to the positive with the lowest score; 0 for an example without positives
 * @param averagePrecision label ranking average precision (LRAP): mean over the positives of the share of positives among the classes with
 *     at least their score; 1 for an example without positives
 * @param oneError share of the examples with positives in which a negative has the highest score
 */
public record LabelRanking(double rankingLoss, double coverage, double averagePrecision, double oneError) {
    /** Computes the means over examples. */
    public static LabelRanking of(LabelScores scores) {
        Sums sums = new Sums();
        sums.add(scores);
        return sums.means();
    }

    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("lrap", averagePrecision);
        metrics.put("ranking_loss", rankingLoss);
        metrics.put("coverage", coverage);
        metrics.put("one_error", oneError);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /** The sums over examples of which the means are made, so that scores can come in batches. */
    static final class Sums {
        private final DoubleSummaryStatistics rankingLoss = new DoubleSummaryStatistics();
        private final DoubleSummaryStatistics coverage = new DoubleSummaryStatistics();
        private final DoubleSummaryStatistics averagePrecision = new DoubleSummaryStatistics();
        private final DoubleSummaryStatistics oneError = new DoubleSummaryStatistics();

        void add(LabelScores scores) {
            for (int i = 0; i < scores.examples(); i++) {
                Example.of(scores, i).ifPresent(this::add);
            }
        }

        private void add(Example example) {
            rankingLoss.accept(example.rankingLoss());
            coverage.accept(example.coverage());
            averagePrecision.accept(example.averagePrecision());
            if (example.positives.length > 0) {
                oneError.accept(example.oneError());
            }
        }

        LabelRanking means() {
            return new LabelRanking(mean(rankingLoss), mean(coverage), mean(averagePrecision), mean(oneError));
        }

        private static double mean(DoubleSummaryStatistics values) {
            return values.getCount() == 0 ? Double.NaN : values.getAverage();
        }
    }

    /**
     * The known classes of one example, counted by the scores of its positives: g = 0 is the highest of their distinct scores. The others
     * need not be ordered, so that counting takes time in proportion to the number of classes.
     *
     * @param positives number of positives with each of the scores (G)
     * @param negatives number of negatives below the score before, if there is one, and not below this one (G)
     * @param known number of known classes
     */
    @SuppressWarnings("ArrayRecordComponent") // counts; never compared
    private record Example(int[] positives, int[] negatives, int known) {
        /** Counts the classes of an example; empty if none is known. */
        static Optional<Example> of(LabelScores scores, int example) {
            int first = example * scores.classes();
            int end = first + scores.classes();
            float[] own = new float[scores.classes()];
            int count = 0;
            int known = 0;
            for (int place = first; place < end; place++) {
                known += scores.states()[place] == LabelScores.UNKNOWN ? 0 : 1;
                if (scores.states()[place] == LabelScores.POSITIVE) {
                    own[count++] = -scores.scores()[place];
                }
            }
            Arrays.sort(own, 0, count);
            int groups = 0;
            int[] positives = new int[count];
            for (int i = 0; i < count; i++) {
                if (groups == 0 || own[i] != own[groups - 1]) {
                    own[groups++] = own[i];
                }
                positives[groups - 1]++;
            }
            int[] negatives = new int[groups];
            for (int place = first; place < end; place++) {
                if (groups > 0
                        && scores.states()[place] == LabelScores.NEGATIVE
                        && -scores.scores()[place] <= own[groups - 1]) {
                    int group = 0;
                    while (-scores.scores()[place] > own[group]) {
                        group++;
                    }
                    negatives[group]++;
                }
            }
            return known == 0
                    ? Optional.empty()
                    : Optional.of(new Example(Arrays.copyOf(positives, groups), negatives, known));
        }

        /** What a group of positives with equal scores adds to a figure: their number, and the counts that include all groups above. */
        private interface Group {
            double figure(int positives, int allPositives, int all);
        }

        private double sum(Group group) {
            double sum = 0;
            int allPositives = 0;
            int all = 0;
            for (int g = 0; g < positives.length; g++) {
                allPositives += positives[g];
                all += positives[g] + negatives[g];
                sum += group.figure(positives[g], allPositives, all);
            }
            return sum;
        }

        private int count() {
            return IntStream.of(positives).sum();
        }

        double rankingLoss() {
            double pairs = (double) count() * (known - count());
            return pairs == 0 ? 0 : sum((own, above, all) -> (double) own * (all - above)) / pairs;
        }

        double coverage() {
            return IntStream.of(positives).sum() + IntStream.of(negatives).sum();
        }

        double averagePrecision() {
            return count() == 0 ? 1 : sum((own, above, all) -> (double) own * above / all) / count();
        }

        double oneError() {
            return negatives[0] > 0 ? 1 : 0;
        }
    }
}
