package io.winnow.trainer.recipe.tabsim;

import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The stage that computes means and standard deviations over the folds. */
final class Summary {
    private static final List<String> ABOUT_TRAINING = List.of(
            "threshold",
            "train_pairs",
            "validation_pairs",
            "steps",
            "best_step",
            "pairs_per_second",
            "data_wait",
            "padding");

    private Summary() {}

    static StageResult run(TabSim recipe, StageContext context) throws IOException {
        List<Map<String, Double>> folds = new ArrayList<>();
        for (int fold = 0; fold < recipe.folds(); fold++) {
            Map<String, Double> figures =
                    new LinkedHashMap<>(context.summaryOf(TabSim.fold(fold)).metrics());
            figures.keySet().removeAll(ABOUT_TRAINING);
            folds.add(figures);
        }
        return new StageResult(
                over(folds), Baselines.read(context.folderOf(TabSim.BASELINES)).means(), undefined(folds));
    }

    /**
     * Computes the mean and the population standard deviation of each metric over the folds in which it is defined. A fold without similar test
     * pairs, for instance, has no mean average precision. A metric that no fold defines is left out.
     */
    static Map<String, Double> over(List<Map<String, Double>> folds) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (String name : folds.get(0).keySet()) {
            double[] values = folds.stream()
                    .mapToDouble(fold -> fold.get(name))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            if (values.length == 0) {
                continue;
            }
            double mean = Arrays.stream(values).average().orElseThrow();
            all.put(name, mean);
            if (values.length > 1) {
                double variance = Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow();
                all.put(name + Result.STD, Math.sqrt(variance));
            }
        }
        return all;
    }

    /** Says which metrics are not defined in which folds; empty if all are. */
    static List<String> undefined(List<Map<String, Double>> folds) {
        Map<List<Integer>, List<String>> names = new LinkedHashMap<>();
        for (String name : folds.get(0).keySet()) {
            List<Integer> without = IntStream.range(0, folds.size())
                    .filter(fold -> Double.isNaN(folds.get(fold).get(name)))
                    .boxed()
                    .toList();
            if (!without.isEmpty()) {
                names.computeIfAbsent(without, each -> new ArrayList<>()).add(name);
            }
        }
        List<String> notes = new ArrayList<>();
        names.forEach((without, metrics) -> notes.add("Without both similar and dissimilar test pairs, "
                + String.join(", ", metrics)
                + " cannot be computed: "
                + (without.size() == folds.size()
                        ? "no fold has them."
                        : "the test pairs of "
                                + without.stream().map(TabSim::fold).collect(Collectors.joining(", "))
                                + " do not allow it, and the figures are means over the other folds.")));
        return notes;
    }
}
