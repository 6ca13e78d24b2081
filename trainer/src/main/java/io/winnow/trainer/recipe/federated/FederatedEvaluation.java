package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Evaluates the network of the server for all and for each client, beside networks that were trained in other ways. */
final class FederatedEvaluation extends ClassifierEvaluation {
    private final Federated recipe;

    FederatedEvaluation(Federated recipe) {
        super(recipe.classify(), recipe.encoder(), recipe.frozen(), Optional.empty());
        this.recipe = recipe;
    }

    /** Baselines learn from the labels that clients have, in one place. */
    @Override
    protected TaskData examples(TaskData opened) throws IOException {
        return recipe.clients(Federated.CLASSIFY, opened).labelledIn(opened);
    }

    @Override
    protected Map<String, Double> figures(Report report, float[] predictions, TaskData data, StageContext context)
            throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        Map<String, Double> usual = report.metrics();
        ClientTable table = ClientTable.read(context.folderOf(Federated.CLASSIFY));
        if (usual.containsKey("accuracy")) {
            figures.put("accuracy", usual.get("accuracy"));
        }
        figures.putAll(ClientTable.figures(table.accuracies(predictions, data.test())));
        usual.forEach(figures::putIfAbsent);
        return figures;
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> rivals = new LinkedHashMap<>();
        for (Rival rival : recipe.compare()) {
            String stage = Federated.name(rival);
            rivals.put(
                    stage,
                    rival == Rival.ALONE
                            ? context.summaryOf(stage).metrics()
                            : metrics(context.folderOf(stage).resolve(ClassifierTraining.CLASSIFIER), data, context));
        }
        if (recipe.personalise().isPresent()) {
            rivals.put("personalised", context.summaryOf(Federated.PERSONALISE).metrics());
        }
        return rivals;
    }
}
