package io.winnow.trainer.recipe;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.Problem;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks sizes in a configuration, such as batch sizes and numbers of clusters, against the data before anything is computed. Values that
 * cannot work are collected as problems of the configuration; values that work differently than one might expect are collected as warnings.
 */
public final class SizeChecks {
    private final Path file;
    private final List<String> assignments;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SizeChecks(Path file, List<String> assignments) {
        this.file = file;
        this.assignments = assignments;
    }

    /**
     * Opens the data of an experiment and checks all sizes.
     *
     * @param file configuration file of the experiment
     * @param assignments {@code KEY=VALUE} overrides of the file's values
     * @param warn receives the warnings
     * @throws ConfigException with all values that cannot work
     */
    public static void run(
            Experiment experiment, Path file, List<String> assignments, Catalog catalog, Consumer<String> warn)
            throws IOException {
        SizeChecks checks = new SizeChecks(file, assignments);
        experiment.recipe().checkSizes(checks, catalog, experiment.seed());
        checks.warnings.forEach(warn);
        if (!checks.problems.isEmpty()) {
            throw new ConfigException(checks.problems);
        }
    }

    /**
     * Adds a problem unless a condition holds.
     *
     * @param key key of the value, below {@code recipe}
     * @param message text after the key: what is allowed, what was found, and what would work
     */
    public SizeChecks that(boolean condition, String key, String message) {
        if (!condition) {
            problems.add(new Problem(where("recipe." + key), "recipe." + key, message));
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
        if (!condition) {
            warnings.add("Warning: recipe." + key + " " + message + ".");
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
