package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Evaluates the classifier and, as rivals, the same network trained on the labels alone. */
final class SemiEvaluation extends ClassifierEvaluation {
    private final Semi recipe;

    SemiEvaluation(Semi recipe) {
        super(
                recipe.learn().classifier(),
                recipe.encoder(),
                recipe.frozen(),
                recipe.start().map(source -> Semi.PRETRAIN));
        this.recipe = recipe;
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> rivals = new LinkedHashMap<>();
        for (String stage : recipe.rivals().keySet()) {
            rivals.put(stage, judge(context.folderOf(stage).resolve(ClassifierTraining.CLASSIFIER), data, context));
        }
        return rivals;
    }
}
