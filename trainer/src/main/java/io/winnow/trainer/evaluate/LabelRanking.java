package io.winnow.trainer.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
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
        List<Example> examples = IntStream.range(0, scores.examples())
                .mapToObj(i -> new Example(scores.ofExample(i)))
                .filter(each -> each.known.scores().length > 0)
                .toList();
        return new LabelRanking(
                mean(examples, Example::rankingLoss),
                mean(examples, Example::coverage),
                mean(examples, Example::averagePrecision),
                mean(
                        examples.stream()
                                .filter(each -> each.known.positives() > 0)
                                .toList(),
                        Example::oneError));
    }

    private static double mean(List<Example> examples, ToDoubleFunction<Example> figure) {
        return examples.stream().mapToDouble(figure).average().orElse(Double.NaN);
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

    /** The classes of one example. Each figure goes from the highest score down, one group of equal scores after the other. */
    private record Example(LabelScores.Known known) {
        /** What a group of equal scores adds to a figure: its positives and its size, with the counts that include all groups above. */
        private interface Group {
            double figure(int positives, int size, int allPositives, int all);
        }

        private double sum(Group group) {
            int[] order = Ranks.descending(known.scores());
            double sum = 0;
            int allPositives = 0;
            for (int i = 0; i < order.length; ) {
                int end = i;
                int positives = 0;
                while (end < order.length && known.scores()[order[end]] == known.scores()[order[i]]) {
                    positives += known.positive()[order[end]] ? 1 : 0;
                    end++;
                }
                allPositives += positives;
                sum += group.figure(positives, end - i, allPositives, end);
                i = end;
            }
            return sum;
        }

        double rankingLoss() {
            double positives = known.positives();
            double pairs = positives * (known.scores().length - positives);
            return pairs == 0 ? 0 : sum((own, size, above, all) -> (double) own * (all - above)) / pairs;
        }

        double coverage() {
            int positives = known.positives();
            return positives == 0 ? 0 : sum((own, size, above, all) -> own > 0 && above == positives ? all : 0);
        }

        double averagePrecision() {
            int positives = known.positives();
            return positives == 0 ? 1 : sum((own, size, above, all) -> (double) own * above / all) / positives;
        }

        double oneError() {
            return sum((own, size, above, all) -> all == size && own < size ? 1 : 0);
        }
    }
}
