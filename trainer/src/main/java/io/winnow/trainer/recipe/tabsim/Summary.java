package io.winnow.trainer.recipe.tabsim;

import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
                over(folds), Baselines.read(context.folderOf(TabSim.BASELINES)).means());
    }

    /** Returns the mean and the population standard deviation of each metric over the folds. */
    static Map<String, Double> over(List<Map<String, Double>> folds) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (String name : folds.get(0).keySet()) {
            double mean =
                    folds.stream().mapToDouble(fold -> fold.get(name)).average().orElseThrow();
            all.put(name, mean);
            if (folds.size() > 1) {
                double variance = folds.stream()
                        .mapToDouble(fold -> (fold.get(name) - mean) * (fold.get(name) - mean))
                        .average()
                        .orElseThrow();
                all.put(name + Result.STD_SUFFIX, Math.sqrt(variance));
            }
        }
        return all;
    }
}
