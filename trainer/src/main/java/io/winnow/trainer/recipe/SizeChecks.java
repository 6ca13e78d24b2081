package io.winnow.trainer.recipe;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.Problem;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks sizes in a configuration, such as batch sizes and numbers of clusters, against the data before anything is computed. Values that
 * cannot work are collected as problems of the configuration; values that work differently than one might expect cause warnings. For a dry
 * run, the data are also described while they are open.
 */
public final class SizeChecks {
    private final Path file;
    private final List<String> assignments;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> warned = new HashSet<>();
    private final List<String> descriptions = new ArrayList<>();
    private final boolean dryRun;
    private final Consumer<String> warn;

    private SizeChecks(Path file, List<String> assignments, boolean dryRun, Consumer<String> warn) {
        this.file = file;
        this.assignments = assignments;
        this.dryRun = dryRun;
        this.warn = warn;
    }

    /**
     * Opens the data of an experiment once, and checks all sizes.
     *
     * @param file configuration file of the experiment
     * @param assignments {@code KEY=VALUE} overrides of the file's values
     * @param dryRun whether to describe the data as well, for which a first batch is read
     * @param warn receives the warnings
     * @return lines that describe the method and the data; empty unless this is a dry run
     * @throws ConfigException with all values that cannot work
     * @throws UserException when a first batch cannot be read
     */
    public static List<String> run(
            Experiment experiment,
            Path file,
            List<String> assignments,
            Catalog catalog,
            boolean dryRun,
            Consumer<String> warn)
            throws IOException {
        SizeChecks checks = new SizeChecks(file, assignments, dryRun, warn);
        checks.describe(experiment.recipe().method()::lines);
        experiment.recipe().checkSizes(checks, catalog, experiment.seed());
        if (!checks.problems.isEmpty()) {
            throw new ConfigException(checks.problems);
        }
        return checks.descriptions;
    }

    /**
     * Adds lines that describe the data, if this is a dry run and no problem has been found.
     *
     * @param lines reads some of the data and describes them
     * @throws UserException when the data cannot be read
     */
    public void describe(Supplier<List<String>> lines) {
        if (!dryRun || !problems.isEmpty()) {
            return;
        }
        try {
            descriptions.addAll(lines.get());
        } catch (LoadingException e) {
            throw new UserException(Optional.ofNullable(e.getCause()).orElse(e).getMessage(), e);
        }
    }

    /** Tells the user something at once, such as that a published model is fetched. */
    public void say(String note) {
        warn.accept(note);
    }

    /**
     * Adds a problem unless a condition holds.
     *
     * @param key key of the value, below {@code recipe}
     * @param message text after the key: what is allowed, what was found, and what would work
     */
    public SizeChecks that(boolean condition, String key, String message) {
        Problem problem = new Problem(where("recipe." + key), "recipe." + key, message);
        if (!condition && !problems.contains(problem)) {
            problems.add(problem);
        }
        return this;
    }

    /**
     * Adds a warning unless a condition holds.
     *
     * @param key key of the value, below {@code recipe}
     * @param message text after the key, without a full stop
     */
    public SizeChecks expect(boolean condition, String key, String message) {
        if (!condition && warned.add(key + " " + message)) {
            warn.accept("Warning: recipe." + key + " " + message + ".");
        }
        return this;
    }

    /**
     * Checks the options of a training.
     *
     * @param key key of the options, below {@code recipe}
     * @param examples number of examples to train on
     * @param unit name of the examples in the plural, such as {@code training images}
     */
    public SizeChecks training(String key, TrainingOptions training, int examples, String unit) {
        int batch = training.batchSize();
        that(
                batch <= examples,
                key + ".batch_size",
                "must be at most the number of " + unit + ", which is " + examples + "; found " + batch
                        + (examples < 4 ? "" : "; " + Integer.highestOneBit(examples / 2) + " would work"));
        if (batch > examples) {
            return this;
        }
        Horizon horizon = Horizon.of(
                training.duration(),
                Math.max(1, examples / batch / training.accumulate()),
                (long) batch * training.accumulate());
        that(
                horizon.steps() > 0,
                key + ".duration",
                "is less than half a step: an epoch over the " + examples + " " + unit + " has "
                        + horizon.stepsPerEpoch() + " steps; choose a longer duration");
        long warmup = horizon.steps(training.schedule().warmup());
        return expect(
                warmup == 0 || warmup < horizon.steps(),
                key + ".schedule.warmup",
                "takes " + warmup + " steps, but the whole training has " + horizon.steps()
                        + ": the learning rate never decreases");
    }

    /** Returns where a key was set: the last {@code --set} option that sets it, or else the configuration file. */
    private String where(String key) {
        for (int i = assignments.size() - 1; i >= 0; i--) {
            String set = assignments.get(i).replaceFirst("\\s*=.*", "");
            if (key.equals(set) || key.startsWith(set + ".")) {
                return "--set " + assignments.get(i);
            }
        }
        return file.toString();
    }
}
