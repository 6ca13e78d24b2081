package io.winnow.trainer.recipe.web;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates the classifier and, as rivals, the network after each of its trainings, before it is trained again on the corrected labels. */
final class WebEvaluation extends ClassifierEvaluation {
    private final Web recipe;

    WebEvaluation(Web recipe) {
        super(
                recipe.trained(),
                recipe.encoder(),
                recipe.frozen(),
                recipe.start().map(source -> ClassifierRecipe.PRETRAIN));
        this.recipe = recipe;
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> rivals = new LinkedHashMap<>();
        for (String stage : List.of(Web.VANILLA, Web.CORRECT)) {
            try (Classifier classifier = Classifier.load(
                    recipe.correct().classifier(recipe.classify().encoder()),
                    data,
                    context.folderOf(stage).resolve(ClassifierTraining.CLASSIFIER),
                    Optional.empty(),
                    context.manager())) {
                float[] predictions = classifier.predictions(data, TaskData.Part.TEST, context.manager());
                rivals.put(
                        stage, report(target(data), predictions, data, context).metrics());
            }
        }
        return rivals;
    }
}
