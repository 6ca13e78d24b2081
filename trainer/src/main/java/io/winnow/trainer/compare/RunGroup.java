package io.winnow.trainer.compare;

import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.SeedGroups;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs that differ only in their seed.
 *
 * @param runs at least one, in the given order
 */
public record RunGroup(List<Member> runs) {
    public RunGroup {
        runs = List.copyOf(runs);
    }

    /** A run and its result. */
    public record Member(Path folder, Result result) {
        /** The last part of the path, by which people know the run. */
        public String name() {
            return folder.toAbsolutePath().normalize().getFileName().toString();
        }
    }

    /**
     * Reads runs and groups those that differ only in their seed. The groups have the order of their first runs.
     *
     * @throws UserException if one of them is not complete, or is named twice
     */
    public static List<RunGroup> of(List<Path> folders) throws IOException {
        Map<String, List<Member>> groups = new LinkedHashMap<>();
        List<Path> seen = new ArrayList<>();
        for (Path folder : folders) {
            FinishedRun run = FinishedRun.open(folder);
            Path real = folder.toRealPath();
            if (seen.contains(real)) {
                throw new UserException("The run " + folder + " is named twice. Name each run once.");
            }
            seen.add(real);
            Result result = run.result()
                    .orElseThrow(() -> new UserException(folder + " is not complete: it has no"
                            + " result.json. Continue it with `winnow train --resume`, or leave it out."));
            groups.computeIfAbsent(SeedGroups.key(run), key -> new ArrayList<>())
                    .add(new Member(folder, result));
        }
        return groups.values().stream().map(RunGroup::new).toList();
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

    /** What tells the test examples of a run from others. Graded pairs have no test part: all of them are tested in one fold or another. */
    private static Object test(Member run) throws IOException {
        Map<String, DataRecord.Source> sources =
                FinishedRun.open(run.folder()).data().sources();
        DataRecord.Source pairs = sources.get("pairs");
        DataRecord.Source test = sources.get("test");
        return pairs != null ? pairs.fingerprint() : test == null ? "" : List.of(test.keys(), test.groups());
    }

    /** Returns the runs by their seeds. Of several with the same seed, only the first one counts: the others are no further evidence. */
    Map<Long, Member> bySeed() {
        Map<Long, Member> runs = new TreeMap<>();
        this.runs.forEach(run -> runs.putIfAbsent(run.result().seed(), run));
        return runs;
    }

    /** Returns the runs whose seed an earlier one of the group has, too. */
    public List<Member> repeated() {
        List<Member> counted = List.copyOf(bySeed().values());
        return runs.stream().filter(run -> !counted.contains(run)).toList();
    }
}
