package io.winnow.trainer.recipe.weak.bag;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.weak.Weak;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Evaluates a classifier that was trained on bags beside those of other losses, and beside the one before belief propagation. */
final class BagEvaluation extends ClassifierEvaluation {
    private final BagTarget target;

    BagEvaluation(BagTarget target, Weak recipe) {
        super(
                recipe.trained(),
                recipe.encoder(),
                recipe.frozen(),
                recipe.start().map(source -> Weak.PRETRAIN));
        this.target = target;
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        for (BagLoss other : target.baselines()) {
            figures.put(other.name(), metrics(BagTarget.stageOf(other), data, context));
        }
        if (target.propagate().isPresent()) {
            figures.put(target.loss().name(), metrics(Propagation.ESTIMATE, data, context));
        }
        return figures;
    }

    private Map<String, Double> metrics(String stage, TaskData data, StageContext context) throws IOException {
        return metrics(context.folderOf(stage).resolve(ClassifierTraining.CLASSIFIER), data, context);
    }
}
