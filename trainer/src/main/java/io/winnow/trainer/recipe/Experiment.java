package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LoggingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole configuration. */
@Doc("A Winnow experiment.")
public record Experiment(
        @Doc("Name of the run; by default that of the file.")
        String name,

        @Doc("All randomness follows from it.") @Default("1")
        long seed,

        @Doc("auto, cpu, cuda or cuda:N.") @Default("auto") String device,

        @Doc(
                "Devices that share each batch of a training: GPUs from the chosen one on, or threads on the CPU (to try it). Each has"
                        + " batch statistics of its own part; the running ones are averaged. Embedding, clustering and evaluation use the first.")
        @Default("1")
        int replicas,

        @Doc("Threads of the CPU engine; by default one a core.")
        Optional<Integer> threads,

        @Default("{}") EngineOptions engine,
        @Default("{}") CheckpointOptions checkpoints,
        @Default("{}") LoggingOptions logging,
        Recipe recipe) {
    public Experiment {
        // What has mistakes of its own is null here.
        new Checks()
                .that(
                        name == null || name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                        "name",
                        "must consist of letters, digits, dots, underscores and dashes, found '" + name + "'")
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .that(
                        device.matches("auto|cpu|cuda(:\\d+)?"),
                        "device",
                        "must be auto, cpu, cuda or cuda:N, found '" + device + "'")
                .atLeast("replicas", replicas, 1)
                .atLeast("threads", threads.orElse(1), 1)
                .done();
        new Checks()
                .that(
                        replicas == 1 || !engine.checkpointActivations(),
                        "engine.checkpoint_activations",
                        "must be false with several replicas: what a piece draws the second time follows from the generator, and"
                                + " replicas share it")
                .done();
        if (replicas > 1 && recipe != null) {
            String reason = recipe.refusesReplicas(replicas).orElse(null);
            new Checks()
                    .that(reason == null, "replicas", "must be 1, found " + replicas + ": " + reason)
                    .done();
        }
    }

    /**
     * Reads a file.
     *
     * @param assignments {@code KEY=VALUE}, over the file's values
     */
    public static Experiment read(Path file, List<String> assignments) {
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return Recipes.reader().read(Experiment.class, file, assignments, Map.of("name", name));
    }

    /** All values spelled out. */
    public String toYaml() {
        return Recipes.reader().toYaml(this);
    }
}
