package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.engine.Checkpoint;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Evaluates the network of the server for all and for each client, beside networks that were trained in other ways. */
final class FederatedEvaluation extends ClassifierEvaluation {
    /** File of the network in a checkpoint. */
    private static final String MODEL = "model.safetensors";

    /** Name in results of the networks that are trained further at each client. */
    static final String PERSONALISED = "personalised";

    private final Federated recipe;

    FederatedEvaluation(Federated recipe) {
        super(recipe.classify(), recipe.encoder(), recipe.frozen(), Optional.empty());
        this.recipe = recipe;
    }

    /** Baselines learn from the labels that clients have, in one place. */
    @Override
    protected TaskData examples(TaskData opened, StageContext context) throws IOException {
        return recipe.clients(Federated.CLASSIFY, opened).labelledIn(opened);
    }

    @Override
    protected Map<String, Double> figures(
            Report report, float[] predictions, TaskData data, Path weights, StageContext context) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        Map<String, Double> usual = report.metrics();
        ClientTable table = ClientTable.read(context.folderOf(Federated.CLASSIFY));
        if (usual.containsKey("accuracy")) {
            figures.put("accuracy", usual.get("accuracy"));
            lastRounds(weights, table, data, context).ifPresent(mean -> figures.put("last_rounds_accuracy", mean));
        }
        figures.putAll(ClientTable.figures(table.accuracies(predictions, data.test())));
        usual.forEach(figures::putIfAbsent);
        return figures;
    }

    /**
     * Returns the mean accuracy on the test examples of the networks after the last rounds, whose checkpoints are kept beside the weights: where
     * clients differ, the accuracy goes up and down from round to round. Empty if there are no checkpoints. The checkpoint of the best step by
     * validation, which is kept in addition, may be from long before and does not count.
     */
    private OptionalDouble lastRounds(Path weights, ClientTable table, TaskData data, StageContext context)
            throws IOException {
        Path checkpoints = weights.resolveSibling(StageContext.CHECKPOINTS);
        List<Double> accuracies = new ArrayList<>();
        List<Checkpoint> all = new Checkpoints(checkpoints).all();
        int keep = context.experiment().checkpoints().keep();
        for (Checkpoint each : all.subList(Math.max(0, all.size() - keep), all.size())) {
            context.stop().check();
            try (Classifier classifier = load(each.folder().resolve(MODEL), data, context)) {
                accuracies.add(table.common(
                        classifier.predictions(data, TaskData.Part.TEST, context.manager()),
                        data.test().labels()));
            }
        }
        return accuracies.stream().mapToDouble(Double::doubleValue).average();
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
            rivals.put(PERSONALISED, context.summaryOf(Federated.PERSONALISE).metrics());
        }
        return rivals;
    }

    /** Writes the accuracy of the network of the server for each client. */
    @Override
    protected void keep(float[] predictions, TaskData data, StageContext context) throws IOException {
        Map<String, Double> accuracies =
                ClientTable.read(context.folderOf(Federated.CLASSIFY)).accuracies(predictions, data.test());
        AtomicFiles.write(context.folder().resolve(ClientTable.ACCURACIES), Json.page(accuracies));
    }
}
