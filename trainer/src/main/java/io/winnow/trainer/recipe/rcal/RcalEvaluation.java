package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierBaselines;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates the classifier and, as a further baseline, a linear classifier that is fitted to the sampled points only. It shows what the
 * calibrated Gaussians achieve without further training of the encoder.
 */
final class RcalEvaluation extends ClassifierEvaluation {
    private final Rcal recipe;

    RcalEvaluation(Rcal recipe) {
        super(recipe.classify(), recipe.encoder(), recipe.frozen(), Optional.of(Rcal.CONTRAST));
        this.recipe = recipe;
    }

    /** Baselines learn from the trusted labels, too. */
    @Override
    protected TaskData examples(TaskData opened, StageContext context) throws IOException {
        return recipe.calibrate().kept(opened, context.folderOf(Rcal.CALIBRATE)).data();
    }

    @Override
    protected Map<String, Map<String, Double>> onVectors(
            ClassifierBaselines baselines, NDArray train, List<NDArray> others, TaskData data, StageContext context)
            throws IOException {
        Map<String, Map<String, Double>> figures =
                new LinkedHashMap<>(super.onVectors(baselines, train, others, data, context));
        Target target = data.inputs().requireTarget();
        try (NDManager scope = context.manager().newSubManager()) {
            Optional<ClassGaussians.Points> points =
                    Calibration.points(recipe, context.folderOf(Rcal.CALIBRATE), scope);
            if (points.isPresent()) {
                context.progress().say("Fitting the baseline frozen_points.");
                figures.put(
                        "frozen_points",
                        baselines.linear(
                                target.linearModels().get("linear"),
                                points.get().vectors(),
                                new ClassLabels(points.get().classes(), target.names()),
                                others));
            }
        }
        return figures;
    }
}
