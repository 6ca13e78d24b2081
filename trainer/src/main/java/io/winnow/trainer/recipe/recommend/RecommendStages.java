package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.evaluate.ItemScores;
import io.winnow.trainer.evaluate.RecommendationReport;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stages of a run. */
final class RecommendStages {
    private static final int NEIGHBOURS = 50;

    private RecommendStages() {}

    /** Evaluates what needs no training. */
    static StageResult baselines(Recommend recipe, StageContext context) throws IOException {
        Interactions data = recipe.open(context);
        data.notes().forEach(context.progress()::say);
        double[] popularity = Arrays.stream(data.popularity()).asDoubleStream().toArray();
        Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
        baselines.put("popular", test(data, user -> popularity));
        baselines.put("item_knn", test(data, new ItemNeighbours(data, NEIGHBOURS)));
        return new StageResult(Map.of(), baselines);
    }

    /** Trains a loss and evaluates the chosen factors. */
    static StageResult train(Recommend recipe, VoteLoss loss, StageContext context) throws IOException {
        Interactions data = recipe.open(context);
        FactorTraining.Chosen chosen = new FactorTraining(recipe, loss, data, context).run();
        Map<String, Double> metrics = new LinkedHashMap<>(test(data, Factors.read(context.folder())));
        if (!Double.isNaN(chosen.validation())) {
            metrics.put("validation_ndcg_at_10", chosen.validation());
        }
        metrics.put("best_step", (double) chosen.epoch());
        return StageResult.of(metrics);
    }

    /** Trains the loss of the recipe, and reports it beside the others. */
    static StageResult last(Recommend recipe, StageContext context) throws IOException {
        KnownUsers.of(recipe.open(context)).write(context.folder());
        Map<String, Map<String, Double>> beside =
                new LinkedHashMap<>(context.summaryOf(Recommend.BASELINES).baselines());
        for (int i = 0; i < recipe.compare().size(); i++) {
            String stage = recipe.stage(i);
            beside.put(
                    stage.replaceFirst("compare-", ""), context.summaryOf(stage).metrics());
        }
        return new StageResult(train(recipe, recipe.loss(), context).metrics(), beside);
    }

    /**
     * Evaluates scores on the test items of each user, with her training and validation items left out. Empty if there are no test items.
     */
    static Map<String, Double> test(Interactions data, ItemScores scores) {
        return Interactions.count(data.test()) == 0
                ? Map.of()
                : RecommendationReport.of(
                                scores,
                                Interactions.union(data.train(), data.validation()),
                                data.test(),
                                data.popularity(),
                                10,
                                20)
                        .metrics();
    }
}
