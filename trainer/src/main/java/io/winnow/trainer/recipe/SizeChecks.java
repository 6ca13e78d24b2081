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
 * Compares the numbers of a configuration with those of its data before anything is computed. What cannot work is collected as problems of
 * the configuration; what works otherwise than its reader may think is collected as warnings.
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
     * Opens the data of an experiment and checks all numbers.
     *
     * @param file of the experiment
     * @param assignments {@code KEY=VALUE}, over the file's values
     * @param warn takes the warnings
     * @throws ConfigException with all that cannot work
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
     * Requires a condition.
     *
     * @param key below {@code recipe}
     * @param message what is allowed, what was found, and what would do
     */
    public SizeChecks that(boolean condition, String key, String message) {
        if (!condition) {
            problems.add(new Problem(where("recipe." + key), "recipe." + key, message));
        }
        return this;
    }

    /** Warns unless a condition holds. */
    public SizeChecks expect(boolean condition, String key, String message) {
        if (!condition) {
            warnings.add("Warning: recipe." + key + " " + message + ".");
        }
        return this;
    }

    /**
     * Checks a training.
     *
     * @param key of its options
     * @param examples to train on
     * @param unit what an example is, in the plural: training images
     */
    public SizeChecks training(String key, TrainingOptions training, int examples, String unit) {
        int batch = training.batchSize();
        that(
                batch <= examples,
                key + ".batch_size",
                "must be at most the number of " + unit + ", which is " + examples + "; found " + batch
                        + (examples < 4 ? "" : "; " + Integer.highestOneBit(examples / 2) + " would do"));
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
                "comes to less than half a step: an epoch of the " + examples + " " + unit + " has "
                        + horizon.stepsPerEpoch() + " steps");
        long warmup = horizon.steps(training.schedule().warmup());
        return expect(
                warmup == 0 || warmup < horizon.steps(),
                key + ".schedule.warmup",
                "takes " + warmup + " steps, and the whole training " + horizon.steps()
                        + ": the learning rate never falls");
    }

    /** Where a key was set last, as far as that is known: the option, or the file. */
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
