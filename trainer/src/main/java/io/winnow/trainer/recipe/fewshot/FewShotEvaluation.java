package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.merge.MergeKind;
import io.winnow.trainer.merge.MergedWeights;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Evaluates the classifier, and beside it the head on the frozen encoder and on the encoders before the merge. */
final class FewShotEvaluation extends ClassifierEvaluation {
    /** Factor C of the head on the frozen encoder without a prior, for few examples (text-common.md, section 3, item 4). */
    private static final double FROZEN_STRENGTH = 100;

    private final FewShot recipe;

    FewShotEvaluation(FewShot recipe) {
        super(
                inputs -> HeadStage.network(recipe.tune().encoder(), inputs),
                false,
                Optional.empty(),
                recipe.encoder(),
                recipe.frozen(),
                Optional.empty());
        this.recipe = recipe;
    }

    @Override
    protected Target target(TaskData data) {
        return super.target(data).withThreshold(recipe.head().threshold());
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        if (!recipe.frozen().enabled()) {
            return figures;
        }
        try (NDManager scope = context.manager().newSubManager()) {
            if (data.inputs()
                    .preprocessing()
                    .raw()
                    .filter(Preprocessing.Raw::baseline)
                    .isPresent()) {
                figures.put("frozen_head", frozen(data, context, scope));
            }
            if (recipe.tune().merges() && recipe.tune().compare()) {
                for (String stage : List.of(FewShot.EXAMPLE_PAIRS, FewShot.LABEL_PAIRS)) {
                    figures.put(stage, judge(stage, read(stage, context, scope), data, context));
                }
                MergeKind other = recipe.tune().merge().kind().other();
                MergedWeights merge = Merge.of(other, recipe.tune().merge().share(), context, scope);
                String name = "merge_" + other.name().toLowerCase(Locale.ROOT);
                figures.put(name, judge(name, merge.weights(), data, context));
            }
        }
        return figures;
    }

    /** Logistic regression without a prior, on the vectors of the frozen encoder. */
    private Map<String, Double> frozen(TaskData data, StageContext context, NDManager scope) throws IOException {
        Target target = data.inputs().requireTarget();
        HeadOptions plain = new HeadOptions(
                HeadOptions.Prior.NONE, 1, FROZEN_STRENGTH, recipe.head().threshold());
        NDArray train = Losses.unitRows(data.raw(TaskData.Part.TRAIN, scope));
        List<NDArray> others = new ArrayList<>(List.of(data.raw(TaskData.Part.TEST, scope)));
        if (data.validation().isPresent()) {
            others.add(data.raw(TaskData.Part.VALIDATION, scope));
        }
        NDArray weights = plain.fit(target, Optional.empty(), train, data.trainLabels());
        return report(FittedHead.predictions(target, weights, others), data, context)
                .metrics();
    }

    private static Map<String, NDArray> read(String stage, StageContext context, NDManager scope) throws IOException {
        return Embedder.read(context.folderOf(stage).resolve(Representations.ENCODER), scope);
    }

    private Map<String, Double> judge(String name, Map<String, NDArray> weights, TaskData data, StageContext context)
            throws IOException {
        context.stop().check();
        context.progress().say("Fitting a head on the encoder of " + name + ".");
        try (NDManager scope = context.manager().newSubManager();
                Embedder encoder = Embedder.of(
                        recipe.tune().encoder(), data.inputs().preprocessing(), weights, context.manager())) {
            return report(FittedHead.predictions(recipe, encoder, data, scope), data, context)
                    .metrics();
        }
    }
}
