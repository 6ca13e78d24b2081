package io.winnow.trainer.compare;

import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.SeedGroups;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs that differ only in their seeds.
 *
 * @param runs one for each combination of seeds, at least one, in the given order
 * @param repeated further runs with the same seeds as one of these, which are no further evidence and have no part in any figure
 */
public record RunGroup(List<Member> runs, List<Member> repeated) {
    public RunGroup {
        runs = List.copyOf(runs);
        repeated = List.copyOf(repeated);
    }

    /**
     * A run and its result.
     *
     * @param seeds see {@link SeedGroups#seeds}
     */
    public record Member(Path folder, Result result, List<Long> seeds) {
        public Member {
            seeds = List.copyOf(seeds);
        }

        /** The last part of the path, by which people know the run. */
        public String name() {
            return folder.toAbsolutePath().normalize().getFileName().toString();
        }
    }

    /** Creates a group of runs none of which repeats another one. */
    public static RunGroup ofDistinct(List<Member> runs) {
        return new RunGroup(runs, List.of());
    }

    /**
     * Reads runs and groups those that differ only in their seeds. The groups have the order of their first runs.
     *
     * @throws UserException if one of them is not complete, or is named twice
     */
    public static List<RunGroup> of(List<Path> folders) throws IOException {
        Map<FinishedRun, Member> members = new LinkedHashMap<>();
        for (FinishedRun run : FinishedRun.openAll(folders)) {
            Result result = run.result()
                    .orElseThrow(() -> new UserException(run.folder() + " is not complete: it has no"
                            + " result.json. Continue it with `winnow train --resume`, or leave it out."));
            members.put(run, new Member(run.folder(), result, SeedGroups.seeds(run)));
        }
        return SeedGroups.of(List.copyOf(members.keySet()), Function.identity(), run -> true).stream()
                .map(group -> new RunGroup(
                        group.counted().stream().map(members::get).toList(),
                        group.repeated().stream().map(members::get).toList()))
                .toList();
    }

    /** The names of the runs, joined by plus signs. */
    public String name() {
        return runs.stream().map(Member::name).collect(Collectors.joining("+"));
    }

    /**
     * Returns the figures of the runs by baseline or recipe and by metric, in the order of the runs. A run without a metric has no figure
     * of it.
     */
    public Map<String, Map<String, List<Double>>> figures() {
        Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
        for (Member run : runs) {
            Map<String, Map<String, Double>> rows =
                    new LinkedHashMap<>(run.result().baselines());
            rows.put(run.result().recipe(), run.result().metrics());
            rows.forEach((row, metrics) ->
                    metrics.forEach((metric, value) -> figures.computeIfAbsent(row, each -> new TreeMap<>())
                            .computeIfAbsent(metric, each -> new ArrayList<>())
                            .add(value)));
        }
        return figures;
    }

    /**
     * Finds two runs that were evaluated on different test examples, or on examples with other labels, so that their metrics do not
     * compare.
     *
     * @return the two runs; empty if there are none
     */
    public static List<Member> evaluatedDifferently(List<RunGroup> groups) throws IOException {
        List<Member> all =
                groups.stream().flatMap(group -> group.runs().stream()).toList();
        Object first = test(all.get(0));
        for (Member other : all) {
            if (!first.equals(test(other))) {
                return List.of(all.get(0), other);
            }
        }
        return List.of();
    }

    private static Object test(Member run) throws IOException {
        return FinishedRun.open(run.folder()).data().examples("test");
    }

    /** Whether the seed of the run alone tells the runs apart. */
    private boolean differsInRunSeed() {
        return runs.stream().map(run -> run.result().seed()).distinct().count() == runs.size();
    }

    /**
     * Returns the runs by their seeds, in ascending order of those of the runs. If these tell the runs of both groups apart, the seeds of
     * simulations and of earlier runs are left out, since the other group may have none.
     */
    Map<List<Long>, Member> bySeeds(RunGroup other) {
        boolean own = differsInRunSeed() && other.differsInRunSeed();
        Map<List<Long>, Member> all = new LinkedHashMap<>();
        runs.stream()
                .sorted(Comparator.comparingLong(run -> run.result().seed()))
                .forEach(run -> all.put(own ? List.of(run.result().seed()) : run.seeds(), run));
        return all;
    }
}
