package io.winnow.trainer.runpage;

import io.winnow.trainer.recipe.SeedGroups;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs that differ only in their seeds, which a comparison shows as one.
 *
 * @param name what the page calls them together
 * @param runs at least one run
 */
record RunGroup(String name, List<RunFiles> runs) {
    /** A beginning that names have in common is a name of its own only from this length on. */
    private static final int SHORTEST = 3;

    RunGroup {
        runs = List.copyOf(runs);
    }

    /** Groups runs, in the order in which they are given. Of several with the same seeds, only one has a place in its group. */
    static List<RunGroup> of(List<RunFiles> runs) {
        List<List<RunFiles>> groups = SeedGroups.of(
                        runs, RunFiles::run, run -> run.result().isPresent())
                .stream()
                .map(SeedGroups.Group::counted)
                .toList();
        List<RunGroup> named = groups.stream()
                .map(members -> new RunGroup(name(members), members))
                .toList();
        long distinct = named.stream().map(RunGroup::name).distinct().count();
        return distinct == named.size()
                ? named
                : groups.stream()
                        .map(members -> new RunGroup(joined(members), members))
                        .toList();
    }

    /** Returns the group without the runs that have no result yet; its name says how many are left, if any are missing. */
    RunGroup complete() {
        List<RunFiles> complete =
                runs.stream().filter(run -> run.result().isPresent()).toList();
        return new RunGroup(
                complete.size() == runs.size() ? name : name + ", " + complete.size() + " complete", complete);
    }

    private static String name(List<RunFiles> members) {
        if (members.size() == 1) {
            return members.get(0).name();
        }
        String common = members.get(0).name();
        for (RunFiles member : members) {
            int end = 0;
            while (end < Math.min(common.length(), member.name().length())
                    && common.charAt(end) == member.name().charAt(end)) {
                end++;
            }
            common = common.substring(0, end);
        }
        common = common.replaceFirst("[-_.]*(seed)?[-_.]*$", "");
        return common.length() < SHORTEST ? joined(members) : common + " (" + members.size() + " seeds)";
    }

    private static String joined(List<RunFiles> members) {
        return members.stream().map(RunFiles::name).collect(Collectors.joining(" + "));
    }
}
