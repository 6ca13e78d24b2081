package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.Plural;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.Feed;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A stage that trains a network in the rounds of clients. */
final class FederatedTraining {
    private FederatedTraining() {}

    static StageResult run(Federated recipe, StageContext context) throws IOException {
        return context.with(recipe.data(), (data, stage) -> run(recipe, data, stage));
    }

    private static StageResult run(Federated recipe, TaskData data, StageContext context) throws IOException {
        Clients clients = recipe.clients(context.name(), data);
        ClientTable table = ClientTable.of(clients, data);
        AtomicFiles.write(context.folder().resolve(ClientTable.FILE), Json.page(table));
        boolean pooled = context.name().equals(Federated.name(Rival.POOLED));
        Plan plan = Plan.of(recipe, context.name());
        FederatedRounds rounds =
                new FederatedRounds(context, data, plan, pooled ? List.of(clients.pooled()) : clients.labelled());
        if (context.name().equals(Federated.CLASSIFY)) {
            context.progress().say("The clients, of which " + rounds.chosen() + " take part in a round:");
            table.lines().forEach(context.progress()::say);
        }
        boolean counting = plan.federate().strategy() instanceof Strategy.FedLabel;
        TaskData labelled = clients.labelledIn(data);
        int batch = Math.min(plan.options().training().batchSize(), labelled.trainExamples().length);
        Map<String, Double> figures = new LinkedHashMap<>();
        List<FederatedObjective> created = new ArrayList<>();
        try (ExampleLoader loader = labelled.trainLoader(batch)) {
            StageResult trained = EncoderTraining.run(
                    plan.options().training(),
                    data.unit(),
                    context.inRounds(rounds),
                    manager -> {
                        created.add(new FederatedObjective(plan.options(), labelled, counting, manager));
                        return created.get(0);
                    },
                    () -> new Feed<>(plan.source(loader, data.unit()), () -> 0, () -> {}),
                    (network, scope) -> {
                        ClassifierTraining.saving(context).save(network, scope);
                        figures.putAll(created.get(0).total().metrics());
                        if (!pooled) {
                            long bytes = rounds.bytes(network.values().size()
                                    + network.statistics().size());
                            figures.put("bytes_per_round", (double) bytes);
                            context.progress()
                                    .say(String.format(
                                            Locale.ROOT,
                                            "Each round moves %,d KB: the weights that are sent to %s, and those that they send back.",
                                            (bytes + 500) / 1000,
                                            Plural.of(rounds.chosen(), "clients")));
                        }
                    });
            Map<String, Double> all = new LinkedHashMap<>(trained.metrics());
            all.putAll(figures);
            return StageResult.of(all);
        }
    }
}
