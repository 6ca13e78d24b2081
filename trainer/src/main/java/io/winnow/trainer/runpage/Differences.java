package io.winnow.trainer.runpage;

import io.winnow.trainer.config.FlatConfig;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings in which groups of runs differ, without their names and seeds. */
final class Differences {
    /** Number of settings that are shown. */
    private static final int MOST = 40;

    /** Number of characters of a value that are shown. */
    private static final int LONGEST = 60;

    private static final String SPLIT_SEED = "split.seed";

    private Differences() {}

    /** Returns a table of the settings; empty if there are none, or only one group. */
    static Optional<Block> of(List<RunGroup> groups) {
        return of(
                groups.stream().map(RunGroup::name).toList(),
                groups.stream()
                        .map(group -> group.runs().stream()
                                .map(run -> run.run().experiment().toYaml())
                                .toList())
                        .toList());
    }

    /**
     * Returns a table of the settings.
     *
     * @param names names of the groups (G)
     * @param configurations the configurations of the runs of each group, in YAML (G)
     */
    static Optional<Block> of(List<String> names, List<List<String>> configurations) {
        List<List<Map<String, String>>> values = configurations.stream()
                .map(group -> group.stream().map(FlatConfig::of).toList())
                .toList();
        Set<String> keys = new LinkedHashSet<>();
        values.forEach(group -> group.forEach(run -> keys.addAll(run.keySet())));
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<Set<String>> found =
                    values.stream().map(group -> found(group, key)).toList();
            if (!isIdentity(key) && haveNothingInCommon(found)) {
                rows.add(Stream.concat(Stream.of(key), found.stream().map(Differences::shown))
                        .toList());
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        String title = "Settings in which they differ"
                + (rows.size() > MOST ? ": the first " + MOST + " of " + rows.size() : "");
        return Optional.of(new Block.Table(
                title,
                Stream.concat(Stream.of("setting"), names.stream()).toList(),
                rows.subList(0, Math.min(MOST, rows.size()))));
    }

    /** A division into training and test examples with another seed is a difference: the runs are judged on other examples. */
    private static boolean isIdentity(String key) {
        return key.equals("name") || key.equals("seed") || (key.endsWith(".seed") && !key.endsWith(SPLIT_SEED));
    }

    private static Set<String> found(List<Map<String, String>> group, String key) {
        return group.stream()
                .map(run -> run.getOrDefault(key, ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether two groups have no value in common. Within a group, values differ if runs start from earlier runs with other seeds. */
    private static boolean haveNothingInCommon(List<Set<String>> found) {
        for (int i = 0; i < found.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Collections.disjoint(found.get(i), found.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String shown(Set<String> values) {
        String all = String.join(", ", values);
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST - 2) + "..";
    }
}
