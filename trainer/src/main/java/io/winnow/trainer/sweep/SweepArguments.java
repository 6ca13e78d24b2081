package io.winnow.trainer.sweep;

import io.winnow.trainer.run.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a user asked of a sweep. A second call in the same folder must ask the same.
 *
 * @param config configuration file
 * @param set overrides for all trials, each as {@code KEY=VALUE}
 * @param over lists of values, each as {@code KEY=V1,V2}
 * @param search ranges, each as {@code KEY=LOW..HIGH}
 * @param strategy how trials are chosen
 * @param trials number of combinations to draw; null for all
 * @param searchSeed seed of the draws
 * @param seeds seeds of the trainings of each trial
 * @param metric name of the metric of validation examples
 * @param eta divisor of successive halving; null with another strategy
 * @param rungs number of rungs of successive halving; null with another strategy
 */
public record SweepArguments(
        String config,
        List<String> set,
        List<String> over,
        List<String> search,
        Strategy strategy,
        Integer trials,
        long searchSeed,
        List<Long> seeds,
        String metric,
        Integer eta,
        Integer rungs) {
    public SweepArguments {
        set = List.copyOf(set);
        over = List.copyOf(over);
        search = List.copyOf(search);
        seeds = List.copyOf(seeds);
    }

    /**
     * Requires that a sweep goes on with the arguments with which it began. The configuration may have another path, but not other
     * contents.
     *
     * @throws UserException naming the first argument that differs
     */
    void requireSame(SweepArguments begun, Path folder) {
        List<String> changes = new ArrayList<>();
        change(changes, "--set", begun.set, set);
        change(changes, "--over", begun.over, over);
        change(changes, "--search", begun.search, search);
        change(changes, "--strategy", begun.strategy, strategy);
        change(changes, "--trials", begun.trials, trials);
        change(changes, "--search-seed", begun.searchSeed, searchSeed);
        change(changes, "--seeds", begun.seeds, seeds);
        change(changes, "--metric", begun.metric, metric);
        change(changes, "--eta", begun.eta, eta);
        change(changes, "--rungs", begun.rungs, rungs);
        if (!changes.isEmpty()) {
            throw new UserException("The sweep in " + folder + " was begun with other arguments: "
                    + String.join("; ", changes)
                    + ". Give the same ones to continue it, or name another folder with --output.");
        }
    }

    private static void change(List<String> changes, String option, Object before, Object now) {
        if (!Objects.equals(before, now)) {
            changes.add(option + " was " + shown(before) + " and is " + shown(now));
        }
    }

    private static String shown(Object value) {
        return value == null || List.of().equals(value) ? "not given" : value.toString();
    }
}
