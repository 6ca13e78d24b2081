package io.winnow.trainer.recipe;

import io.winnow.datasets.Plural;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.InvalidValueException;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LoggingOptions;
import io.winnow.trainer.engine.OuterOptions;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.run.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The configuration of an experiment: one recipe and the settings of its run. */
@Doc("The configuration of an experiment: one recipe and the settings of its run.")
public record Experiment(
        @Doc("Name of the run. Defaults to the name of the configuration file without its extension.")
        String name,

        @Doc(
                "Seed of all random numbers, at least 0. Weights, shuffling, augmentation and sampling are derived from it.")
        @Default("1")
        long seed,

        @Doc(
                "Device to compute on: cpu, cuda, cuda:N for the GPU with index N, or auto, which uses the first GPU if there is one.")
        @Default("auto")
        String device,

        @Doc(
                "Number of devices that share each batch of a training: consecutive GPUs from the chosen one on, or threads on the CPU,"
                        + " for trying it out. Batch normalisation uses the statistics of each device's part of the batch, and the running"
                        + " statistics are averaged, unless sync_batch_norm is set. Embedding, clustering and evaluation use the first device only.")
        @Default("1")
        int replicas,

        @Doc(
                "Synchronised batch normalisation: with several replicas, uses the statistics of the whole batch, so that loss, gradients and"
                        + " running statistics are those of a single device. Passes then run operator by operator (engine.compiled auto or"
                        + " off). It changes nothing with replicas: 1 and for encoders without batch normalisation.")
        @Default("false")
        boolean syncBatchNorm,

        @Doc("Number of CPU threads that PyTorch uses. Defaults to one per core.")
        Optional<Integer> threads,

        @Default("{}") RoundOptions rounds,
        @Default("{}") EngineOptions engine,
        @Default("{}") CheckpointOptions checkpoints,
        @Default("{}") LoggingOptions logging,
        Recipe recipe) {
    /** The rounds of a configuration that says nothing of them. */
    private static final RoundOptions ROUNDS = Recipes.reader().parse(RoundOptions.class, "rounds", "{}", List.of());

    public Experiment {
        // The reader of configurations passes null for a section that is itself invalid, to report all mistakes
        // together.
        new Checks()
                .that(
                        name == null || isName(name),
                        "name",
                        "must consist of letters, digits, dots, underscores and dashes, found '" + name + "'")
                .that(seed >= 0, "seed", "must not be negative, found " + seed)
                .that(isDevice(device), "device", "must be auto, cpu, cuda or cuda:N, found '" + device + "'")
                .atLeast("replicas", replicas, 1)
                .atLeast("threads", threads.orElse(1), 1)
                .done();
        new Checks()
                .that(
                        replicas == 1 || !engine.checkpointActivations(),
                        "engine.checkpoint_activations",
                        "must be false with replicas " + replicas
                                + ": recomputed activations draw their random numbers again"
                                + " from the generator, which the replicas share")
                .that(
                        replicas == 1 || !syncBatchNorm || engine.compiled() != Compilation.ON,
                        "engine.compiled",
                        "must be auto or off with sync_batch_norm and replicas " + replicas
                                + ": a compiled pass is one native call, in which replicas cannot exchange statistics")
                .done();
        if (recipe != null) {
            Checks checks = new Checks();
            recipe.examples().ifPresent(data -> recipe.method().check(checks, data, "recipe.data"));
            if (replicas > 1) {
                refusesReplicas(recipe, replicas)
                        .ifPresent(reason -> checks.that(
                                false,
                                "replicas",
                                "must be " + possibleReplicas(recipe, replicas) + ", found " + replicas + ": "
                                        + reason));
                recipe.method()
                        .refusesSynchronisation()
                        .filter(reason -> syncBatchNorm)
                        .ifPresent(reason -> checks.that(
                                false, "sync_batch_norm", "must be false with replicas " + replicas + ": " + reason));
            }
            if (rounds != null && rounds.workers().isPresent()) {
                int workers = rounds.workers().get();
                checks.that(
                        replicas == 1,
                        "replicas",
                        "must be 1 with several workers (--on, rounds.workers), found " + replicas
                                + ": each worker trains on one device");
                checks.that(
                        !syncBatchNorm,
                        "sync_batch_norm",
                        "must be false with several workers (--on, rounds.workers): workers exchange parameters and gradients after a"
                                + " step, and no statistics within it");
                recipe.method()
                        .refusesWorkers(recipe.trainings(), workers)
                        .filter(reason -> workers > 1)
                        .ifPresent(reason -> checks.that(
                                false,
                                "rounds.workers",
                                workers + " workers (--on) cannot share this training: " + reason));
                recipe.method()
                        .refusesRounds(recipe.trainings(), rounds)
                        .ifPresent(reason -> checks.that(
                                false, "rounds.workers", "workers (--on) cannot share the stage " + reason));
                if (rounds.outer().isSynchronous()) {
                    recipe.checkSynchronous(checks, workers);
                }
            }
            if (rounds != null) {
                recipe.method()
                        .roundsOfItsOwn()
                        .ifPresent(reason -> checks.that(
                                        rounds.steps() == ROUNDS.steps(),
                                        "rounds.steps",
                                        "must be left out, found " + rounds.steps() + ": " + reason)
                                .that(
                                        rounds.outer().equals(ROUNDS.outer()),
                                        "rounds.outer",
                                        "must be left out, found " + kind(rounds.outer()) + ": " + reason));
            }
            if (engine != null) {
                recipe.method()
                        .refusesCompilation()
                        .ifPresent(reason -> checks.that(
                                        engine.compiled() != Compilation.ON,
                                        "engine.compiled",
                                        "must be auto or off, found on: " + reason)
                                .that(
                                        !engine.checkpointActivations(),
                                        "engine.checkpoint_activations",
                                        "must be false, because only compiled passes recompute activations, and "
                                                + reason));
            }
            checks.done();
        }
    }

    private static String kind(OuterOptions outer) {
        return "kind: " + outer.getClass().getAnnotation(Kind.class).value();
    }

    private static Optional<String> refusesReplicas(Recipe recipe, int replicas) {
        return recipe.method()
                .refusesReplicas()
                .or(() -> recipe.trainings().stream()
                        .flatMap(training -> training.refusesReplicas(replicas).stream())
                        .findFirst());
    }

    /** Names the numbers of devices, up to twice the one that was asked for, that can share the training. */
    private static String possibleReplicas(Recipe recipe, int replicas) {
        List<String> possible = IntStream.rangeClosed(1, 2 * Math.min(replicas, 64))
                .filter(each -> each == 1 || refusesReplicas(recipe, each).isEmpty())
                .mapToObj(Integer::toString)
                .toList();
        int last = possible.size() - 1;
        return last == 0
                ? "1"
                : "a number such as " + String.join(", ", possible.subList(0, last)) + " or " + possible.get(last);
    }

    /** Tells whether an experiment can have this name. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
    }

    /** Tells whether this is the name of a device: auto, cpu, cuda or cuda:N. */
    public static boolean isDevice(String name) {
        return name.matches("auto|cpu|cuda(:\\d{1,3})?");
    }

    /**
     * Reads an experiment from a configuration file.
     *
     * @param assignments {@code KEY=VALUE} overrides of the file's values
     */
    public static Experiment read(Path file, List<String> assignments) {
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return Recipes.reader().read(Experiment.class, file, assignments, Map.of("name", name));
    }

    /**
     * Reads an experiment from the text of a configuration.
     *
     * @param source what messages call the text
     * @param assignments {@code KEY=VALUE} overrides of its values
     */
    public static Experiment parse(String source, String yaml, List<String> assignments) {
        return Recipes.reader().parse(Experiment.class, source, yaml, assignments);
    }

    /**
     * Returns the same experiment for a number of workers.
     *
     * @throws UserException if they cannot train it
     */
    public Experiment on(int workers) {
        try {
            return new Experiment(
                    name,
                    seed,
                    device,
                    replicas,
                    syncBatchNorm,
                    threads,
                    rounds.with(workers),
                    engine,
                    checkpoints,
                    logging,
                    recipe);
        } catch (InvalidValueException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /**
     * Checks that an experiment for several workers is run by workers, and one for this process by this process.
     *
     * @param workers whether there are workers
     */
    void requireWorkers(boolean workers) {
        if (workers != rounds.workers().isPresent()) {
            throw new UserException(
                    workers
                            ? "This run was started without workers. Continue it without --on, or start a new run."
                            : missingWorkers());
        }
    }

    /** Says that the workers of {@code rounds.workers} are missing, and what to do. */
    public String missingWorkers() {
        return "The configuration is for " + rounds.workers().orElseThrow()
                + " workers (rounds.workers), but there are none. Say with --on of winnow train where they are, for example"
                + " --on local[2], or leave out rounds.workers.";
    }

    /** Says how many workers train, and in which rounds. */
    public String workersText() {
        String own = rounds.outer().isSynchronous() ? "that do each step together, in rounds of " : "in rounds of ";
        return Plural.of(rounds.workers().orElseThrow(), "worker ", "workers ")
                + (recipe.method().roundsOfItsOwn().isPresent()
                        ? "that share the work of each round"
                        : own + Plural.of(rounds.steps(), "step", "steps"));
    }

    /** Returns the configuration as YAML, with all defaults and overrides applied. */
    public String toYaml() {
        return Recipes.reader().toYaml(this);
    }
}
