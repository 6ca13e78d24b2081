package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The state of a training with several workers: arrays that they agree on after each round, and arrays that each worker has for itself, which
 * are in a file of the worker between rounds.
 *
 * @param shared live arrays that are averaged, by name
 * @param own live arrays of a worker alone, by name
 * @param folder folder of the files
 */
record SharedState(Map<String, NDArray> shared, Map<String, NDArray> own, Path folder) {
    private static final String START = "start.safetensors";

    static SharedState of(Objective<?, ?> objective, Optimizer optimizer, OuterOptions outer, Path folder) {
        Map<String, NDArray> shared = new LinkedHashMap<>();
        Map<String, NDArray> own = new LinkedHashMap<>();
        shared.put(RoundState.VALUES, objective.parameters().values());
        if (objective.parameters().statistics().size() > 0) {
            shared.put(RoundState.STATISTICS, objective.parameters().statistics());
        }
        if (!outer.isSynchronous()) { // otherwise the optimizer of the leader takes the steps
            optimizer
                    .state()
                    .forEach((name, array) ->
                            (outer.averagesOptimizer() ? shared : own).put("optimizer." + name, array));
        }
        Set<String> averaged =
                outer.isSynchronous() ? Set.of() : objective.averagedState().orElse(Set.of());
        objective
                .state()
                .forEach((name, array) ->
                        (averaged.contains(name) ? shared : own).put(RoundState.OBJECTIVE + name, array));
        return new SharedState(shared, own, folder);
    }

    /** Returns copies of the shared arrays. */
    Map<String, float[]> read() {
        Map<String, float[]> values = new LinkedHashMap<>();
        shared.forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    /** Overwrites shared arrays. Those that are not given, such as the state of an optimizer that each round begins anew, stay as they are. */
    void write(Map<String, float[]> values) {
        values.forEach((name, given) -> {
            NDArray array = shared.get(name);
            try (NDArray copy = array.getManager().create(given, array.getShape())) {
                Tensors.copy(copy, array);
            }
        });
    }

    /** The file with the arrays of a worker before a step. */
    private Path file(int worker, long step) {
        return folder.resolve(String.format(Locale.ROOT, "worker-%d-step-%08d.safetensors", worker, step));
    }

    /** Writes the live arrays of a worker. */
    void save(int worker, long step) throws IOException {
        save(worker, step, own);
    }

    /** Writes arrays of a worker. */
    void save(int worker, long step, Map<String, NDArray> arrays) throws IOException {
        if (!arrays.isEmpty()) {
            AtomicFiles.write(file(worker, step), temporary -> SafeTensors.write(temporary, arrays, Map.of()));
        }
    }

    /** Reads the arrays of a worker into the live ones. */
    void load(int worker, long step) throws IOException {
        if (!own.isEmpty()) {
            try (NDManager scope = own.values().iterator().next().getManager().newSubManager()) {
                States.copy(saved(worker, step, scope), own, "worker");
            }
        }
    }

    /** Reads the arrays of a worker. */
    Map<String, NDArray> saved(int worker, long step, NDManager scope) throws IOException {
        return SafeTensors.read(file(worker, step), scope);
    }

    /** Deletes the file of a worker. */
    void delete(int worker, long step) throws IOException {
        Files.deleteIfExists(file(worker, step));
    }

    /** Writes the initial model, of which a worker needs what is not trained. */
    static void saveStart(Objective<?, ?> objective, Path folder) throws IOException {
        try (NDManager scope = objective.parameters().values().getManager().newSubManager()) {
            Map<String, NDArray> all = objective.parameters().named(scope);
            AtomicFiles.write(folder.resolve(START), temporary -> SafeTensors.write(temporary, all, Map.of()));
        }
    }

    /** Loads what {@link #saveStart} wrote. */
    static void loadStart(Objective<?, ?> objective, Path folder) throws IOException {
        try (NDManager scope = objective.parameters().values().getManager().newSubManager()) {
            objective.parameters().load(SafeTensors.read(folder.resolve(START), scope));
        }
    }
}
