package io.winnow.trainer.recipe.federated;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.engine.GeneratorTurns;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.StageTasks;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A stage in which each client has a network of its own: trained alone from the start, or further from that of the server. It leaves the weights of
 * each, and their accuracies for their clients.
 */
final class LocalModels {
    private final Federated recipe;
    private final StageContext context;
    private final TaskData data;

    private LocalModels(Federated recipe, TaskData data, StageContext context) {
        this.recipe = recipe;
        this.context = context;
        this.data = data;
    }

    /** The weights of the network of a client. */
    static Path file(Path folder, Client client) {
        return folder.resolve(String.format(Locale.ROOT, "client-%04d.safetensors", client.number()));
    }

    /** @param from weights of the network from which all clients start; empty for random ones */
    static StageResult run(Federated recipe, StageContext context, Optional<Path> from) throws IOException {
        return context.with(recipe.data(), (data, stage) -> new LocalModels(recipe, data, stage).run(from));
    }

    private StageResult run(Optional<Path> from) throws IOException {
        Clients clients = recipe.clients(context.name(), data);
        List<Client> labelled = clients.labelled();
        long steps = recipe.localSteps(context.name(), clients);
        Plan plan = Plan.alone(recipe, context.name(), steps);
        try (NDManager scope = context.manager().newSubManager();
                ClassifierObjective objective = GeneratorTurns.alone(() -> {
                    Engine.getInstance().setRandomSeed((int) context.seed());
                    return new ClassifierObjective(
                            plan.options(), clients.labelledIn(data), Map.of(), context.manager());
                })) {
            if (from.isPresent()) {
                objective.parameters().load(Embedder.read(from.get(), scope));
            }
            train(labelled, steps, objective);
        }
        return judge(clients, plan, from);
    }

    private void train(List<Client> labelled, long steps, ClassifierObjective objective) throws IOException {
        Path checkpoints = context.training().folder().toAbsolutePath();
        Training.leaveStart(objective, Training.workersFolder(checkpoints));
        ParameterArena network = objective.parameters();
        Map<String, float[]> start = new LinkedHashMap<>();
        start.put(RoundState.VALUES, network.values().toFloatArray());
        if (network.statistics().size() > 0) {
            start.put(RoundState.STATISTICS, network.statistics().toFloatArray());
        }
        List<Client> missing = labelled.stream()
                .filter(client -> !Files.exists(file(context.folder(), client)))
                .toList();
        int atOnce = context.workers().map(Workers::count).orElse(1);
        try (Progress.Task task = context.progress()
                .start(context.label(), "clients", labelled.size() - missing.size(), labelled.size())) {
            for (int begin = 0; begin < missing.size(); begin += atOnce) {
                context.stop().check();
                ArrayList<Client> some =
                        new ArrayList<>(missing.subList(begin, Math.min(missing.size(), begin + atOnce)));
                List<byte[]> trained = StageTasks.map(
                        context,
                        data,
                        "clients of the stage " + context.label(),
                        some.size(),
                        new ClientTask(
                                context.name(),
                                context.label(),
                                some,
                                0,
                                steps,
                                true,
                                context.training().seed(),
                                checkpoints.toString(),
                                RoundState.of(start).toBytes()));
                for (int i = 0; i < some.size(); i++) {
                    write(some.get(i), RoundState.of(trained.get(i)), network);
                }
                task.at(labelled.size() - missing.size() + begin + some.size(), "");
            }
        }
        AtomicFiles.delete(Training.workersFolder(checkpoints));
    }

    private void write(Client client, RoundState state, ParameterArena network) throws IOException {
        try (NDManager scope = context.manager().newSubManager()) {
            copy(state.arrays().get(RoundState.VALUES), network.values(), scope);
            if (network.statistics().size() > 0) {
                copy(state.arrays().get(RoundState.STATISTICS), network.statistics(), scope);
            }
            Map<String, NDArray> named = network.named(scope);
            AtomicFiles.write(
                    file(context.folder(), client),
                    temporary -> SafeTensors.write(temporary, named, Map.of("format", "winnow-1")));
        }
    }

    private static void copy(float[] from, NDArray to, NDManager scope) {
        Tensors.copy(scope.create(from), to);
    }

    /** Judges the network of each client for it. A client without labels has that of the server, if there is one. */
    private StageResult judge(Clients clients, Plan plan, Optional<Path> from) throws IOException {
        ClientTable table = ClientTable.of(clients, data);
        Map<String, Double> own = new LinkedHashMap<>();
        double common = 0;
        int judged = 0;
        for (Client client : clients.all()) {
            Optional<Path> weights = client.labelled().length > 0 ? Optional.of(file(context.folder(), client)) : from;
            if (weights.isEmpty()) {
                continue;
            }
            context.stop().check();
            try (Classifier classifier =
                    Classifier.load(plan.options(), data, weights.get(), Optional.empty(), context.manager())) {
                float[] predictions = classifier.predictions(data, TaskData.Part.TEST, context.manager());
                Map<String, Double> all = table.accuracies(predictions, data.test());
                if (all.containsKey(client.name())) {
                    own.put(client.name(), all.get(client.name()));
                    common += table.common(predictions, data.test().labels());
                    judged++;
                }
            }
        }
        AtomicFiles.write(context.folder().resolve(ClientTable.ACCURACIES), Json.page(own));
        Map<String, Double> figures = new LinkedHashMap<>();
        if (judged > 0) {
            figures.put("accuracy", common / judged);
        }
        figures.putAll(ClientTable.figures(own));
        return StageResult.of(figures);
    }
}
