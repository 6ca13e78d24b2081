package io.winnow.trainer.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What wrong test labels do to the accuracies and the ranking of models (test-set-errors.md, section 4).
 *
 * @param examples number of test examples (N)
 * @param unchanged number of examples whose given label is right
 * @param changed number of examples with another label
 * @param dropped number of examples that have no single right label
 * @param prevalence share of the examples with one right label whose given label is wrong; null without such examples
 * @param accuracies accuracies of each model by its name
 * @param changes pairs of models of which one overtakes the other, and those that could
 * @param tau Kendall's tau-b of the rankings by given and by corrected labels, on the examples with one right label; null if undefined
 */
public record LabelErrorReport(
        int examples,
        int unchanged,
        int changed,
        int dropped,
        Double prevalence,
        Map<String, CorrectedAccuracy> accuracies,
        List<Pair> changes,
        Double tau) {
    /** Two models, of which {@code better} is the better one on unchanged labels; of equal ones, the one that is named first. */
    public record Pair(String better, String other, RankingChange change) {}

    public LabelErrorReport {
        accuracies = new LinkedHashMap<>(accuracies);
        changes = List.copyOf(changes);
    }

    /**
     * Compares models.
     *
     * @param predictions predicted class of each example by each model's name (N)
     */
    public static LabelErrorReport of(CorrectedTest test, Map<String, int[]> predictions) {
        Map<String, CorrectedAccuracy> accuracies = new LinkedHashMap<>();
        predictions.forEach((name, predicted) -> accuracies.put(name, CorrectedAccuracy.of(test, predicted)));
        List<String> names = List.copyOf(predictions.keySet());
        List<Pair> pairs = new ArrayList<>();
        int unchanged = test.unchangedCount();
        int changed = test.changedCount();
        for (int i = 0; i < names.size() && changed > 0 && unchanged > 0; i++) {
            for (int j = i + 1; j < names.size(); j++) {
                boolean first = accuracies.get(names.get(i)).unchanged()
                        >= accuracies.get(names.get(j)).unchanged();
                String better = names.get(first ? i : j);
                String other = names.get(first ? j : i);
                pairs.add(new Pair(
                        better, other, RankingChange.of(test, predictions.get(better), predictions.get(other))));
            }
        }
        return new LabelErrorReport(
                test.given().length,
                unchanged,
                changed,
                test.given().length - changed - unchanged,
                test.prevalence(),
                accuracies,
                pairs,
                changed + unchanged == 0 ? null : tau(accuracies));
    }

    private static Double tau(Map<String, CorrectedAccuracy> accuracies) {
        return RankCorrelation.tauB(
                accuracies.values().stream()
                        .mapToDouble(CorrectedAccuracy::keptGiven)
                        .toArray(),
                accuracies.values().stream()
                        .mapToDouble(CorrectedAccuracy::corrected)
                        .toArray());
    }
}
