package io.winnow.trainer.sweep;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.Problem;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a sweep will train.
 *
 * @param config configuration file
 * @param arguments what the user asked, with all defaults
 * @param fixed overrides for all trials that follow from devices and jobs
 * @param settings the trials
 * @param halving the rungs of successive halving; empty if every trial is trained once with each seed
 * @param durationKey key of the duration of the training, such as {@code recipe.classify.training.duration}
 * @param metric the metric by which trials are ordered
 */
public record SweepPlan(
        Path config,
        SweepArguments arguments,
        List<String> fixed,
        List<Setting> settings,
        Optional<Halving> halving,
        String durationKey,
        ValidationMetric metric) {
    private static final int DEFAULT_ETA = 3;

    public SweepPlan {
        fixed = List.copyOf(fixed);
        settings = List.copyOf(settings);
    }

    /**
     * Plans a sweep. Checks the configuration of every trial, and opens the data once to find the metrics.
     *
     * @param asked what the user asked; metric, eta and rungs may be null for their defaults
     * @param fixed overrides for all trials that follow from devices and jobs
     * @param say receives what is fetched
     * @throws UserException if arguments do not fit together, or if there are no validation examples
     * @throws ConfigException with everything that is wrong with the configurations of the trials
     */
    public static SweepPlan of(
            Path config, SweepArguments asked, List<String> fixed, Catalog catalog, Consumer<String> say)
            throws IOException {
        SearchSpace space = SearchSpace.parse(asked.over(), asked.search());
        requireDistinct(asked, space);
        List<Setting> settings = space.settings(asked.strategy(), asked.trials(), asked.searchSeed());
        List<Experiment> experiments = check(config, asked, fixed, settings);
        for (Experiment each : experiments) {
            each.recipe().fixed(say); // fetches published weights here, before several trainings want the same ones
        }
        Experiment first = experiments.get(0);
        for (long seed : asked.seeds()) {
            List<String> own = new ArrayList<>(settings.get(0).assignments());
            own.add("seed=" + seed);
            Experiment.read(config, assignments(asked, fixed, own)); // checks the seed
        }
        ValidatedTraining training = first.recipe().validated(catalog, say);
        ValidationMetric metric = ValidationMetric.of(training, Optional.ofNullable(asked.metric()));
        String durationKey = training.key() + ".duration";
        int eta = asked.eta() == null ? DEFAULT_ETA : asked.eta();
        Optional<Halving> halving = Optional.empty();
        if (asked.strategy() == Strategy.HALVING) {
            space.refuse(durationKey, "Successive halving sets " + durationKey + " itself");
            halving = Optional.of(
                    Halving.of(settings.size(), halved(training).duration(), eta, Optional.ofNullable(asked.rungs())));
        }
        SweepArguments complete = new SweepArguments(
                asked.config(),
                asked.set(),
                asked.over(),
                asked.search(),
                asked.strategy(),
                asked.trials(),
                asked.searchSeed(),
                asked.seeds().isEmpty() ? List.of(first.seed()) : asked.seeds(),
                metric.metric().name(),
                halving.isEmpty() ? null : Integer.valueOf(eta),
                halving.map(each -> each.rungs().size()).orElse(null));
        return new SweepPlan(config, complete, fixed, settings, halving, durationKey, metric);
    }

    private static TrainingOptions halved(ValidatedTraining training) {
        return training.options()
                .orElseThrow(() -> new UserException("Successive halving needs a training with " + training.key()
                        + ".duration, which this recipe does not have. Choose the strategy grid or random."));
    }

    private static void requireDistinct(SweepArguments asked, SearchSpace space) {
        Set<String> keys = new HashSet<>();
        asked.set()
                .forEach(assignment ->
                        keys.add(assignment.replaceFirst("=.*", "").strip()));
        for (Dimension dimension : space.dimensions()) {
            if (keys.contains(dimension.key())) {
                throw new UserException("The key " + dimension.key()
                        + " is set by --set and searched as well. Leave out one of the two.");
            }
        }
        if (keys.contains("seed") || keys.contains("name")) {
            throw new UserException(
                    "--set seed and --set name have no effect in a sweep, which numbers its runs itself. Use"
                            + " --seeds, and leave the name out.");
        }
        if (new HashSet<>(asked.seeds()).size() < asked.seeds().size()) {
            throw new UserException("--seeds must be different numbers; found " + asked.seeds() + ".");
        }
    }

    /** Reads and checks the configurations of all trials. */
    private static List<Experiment> check(
            Path config, SweepArguments asked, List<String> fixed, List<Setting> settings) {
        List<Experiment> experiments = new ArrayList<>();
        Map<String, Problem> problems = new LinkedHashMap<>();
        for (Setting setting : settings) {
            try {
                experiments.add(Experiment.read(config, assignments(asked, fixed, setting.assignments())));
            } catch (ConfigException e) {
                e.problems().forEach(each -> problems.putIfAbsent(each.key() + each.message(), named(each, setting)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(List.copyOf(problems.values()));
        }
        requireDifferent(settings, experiments);
        return experiments;
    }

    /** Requires that every trial has a configuration of its own, which values such as 1 and 1.0, or a key and a section around it, may not. */
    private static void requireDifferent(List<Setting> settings, List<Experiment> experiments) {
        Map<Experiment, Setting> seen = new HashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            Setting same = seen.putIfAbsent(experiments.get(i), settings.get(i));
            if (same != null) {
                throw new UserException("Trials " + same.trial() + " (" + same + ") and "
                        + settings.get(i).trial() + " (" + settings.get(i)
                        + ") have the same configuration. Give values that differ from each other, and a section before"
                        + " the keys in it.");
            }
        }
    }

    /** Names the trial of a problem instead of an override that the user did not write. */
    private static Problem named(Problem problem, Setting setting) {
        return setting.assignments().stream()
                .filter(assignment -> problem.where().equals("--set " + assignment))
                .findFirst()
                .map(assignment ->
                        new Problem("trial " + setting.trial() + ", " + assignment, problem.key(), problem.message()))
                .orElse(problem);
    }

    private static List<String> assignments(SweepArguments asked, List<String> fixed, List<String> own) {
        List<String> all = new ArrayList<>(asked.set());
        all.addAll(fixed);
        all.addAll(own);
        return all;
    }

    /**
     * Requires that this plan is the one with which a sweep began, if it did.
     *
     * @param devices overrides that follow from the devices of this call
     * @throws UserException naming what differs
     */
    public void requireContinues(Optional<SweepRecord> begun, List<String> devices, Path folder) {
        if (begun.isEmpty()) {
            return;
        }
        arguments.requireSame(begun.get().arguments(), folder);
        if (device(devices) != device(begun.get().fixed())) {
            throw new UserException(
                    "The sweep in " + folder + " was begun on another kind of device, on which results differ a"
                            + " little. Continue it there (--devices), or name another folder with --output.");
        }
    }

    private static boolean device(List<String> overrides) {
        return overrides.contains("device=cuda");
    }

    /** Returns the number of rungs; 1 without successive halving. */
    public int rungs() {
        return halving.map(each -> each.rungs().size()).orElse(1);
    }

    /** Returns the number of trials in a rung. */
    public int trials(int rung) {
        return halving.map(each -> each.rungs().get(rung).trials()).orElse(settings.size());
    }

    /** Returns the duration of the trainings in a rung, as it is written in YAML; empty without successive halving. */
    public Optional<String> duration(int rung) {
        return halving.map(each -> each.rungs().get(rung).written());
    }

    /**
     * Returns the trainings of a rung, one for each seed of each trial.
     *
     * @param chosen the trials that reach the rung
     */
    public List<TrialRun> runs(int rung, List<Setting> chosen) {
        int digits = Integer.toString(settings.size()).length();
        List<TrialRun> runs = new ArrayList<>();
        for (Setting setting : chosen) {
            for (long seed : arguments.seeds()) {
                String name = String.format(Locale.ROOT, "trial-%0" + digits + "d", setting.trial())
                        + (halving.isPresent() ? "-rung-" + (rung + 1) : "") + "-seed-" + seed;
                runs.add(TrialRun.planned(name, setting, rung, duration(rung).orElse(null), seed));
            }
        }
        return runs;
    }

    /** Returns the configuration of a training. */
    Experiment experiment(TrialRun run) {
        return Experiment.read(config, assignments(arguments, fixed, run.assignments(durationKey)));
    }

    /** Returns the arguments of the command that trains a trial again, with its first seed. */
    List<String> command(RankedTrial trial) {
        List<String> own = new ArrayList<>(new Setting(trial.trial(), trial.overrides()).assignments());
        duration(trial.rung()).ifPresent(duration -> own.add(durationKey + "=" + duration));
        own.add("seed=" + arguments.seeds().get(0));
        List<String> portable =
                fixed.stream().filter(each -> !each.startsWith("device=")).toList();
        List<String> command = new ArrayList<>(List.of("train", config.toString()));
        assignments(arguments, portable, own).forEach(each -> command.addAll(List.of("--set", each)));
        return command;
    }
}
