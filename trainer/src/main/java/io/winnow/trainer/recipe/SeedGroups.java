package io.winnow.trainer.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds runs that differ only in their seeds, so that their results can be averaged. These are the seed of the run and those of simulated
 * label errors, of the run itself and of the earlier runs that it started from. The seed of a division into training and test examples is
 * none of them: with another one, a run is judged on other examples.
 */
public final class SeedGroups {
    private static final Pattern EARLIER_RUN = Pattern.compile("(?m)^( +run: )[\"']?(.+?)[\"']?$");
    private static final Pattern SEED = Pattern.compile("(?m)^( *seed: )(\\d+)$");
    /** The lines of a section {@code split} up to its seed. */
    private static final Pattern SPLIT_SEED = Pattern.compile("(?m)^(( +)split:\n(?:\\2 .*\n)*?\\2 +)seed: ");

    private SeedGroups() {}

    /**
     * Runs that differ only in their seeds.
     *
     * @param counted one run for each combination of seeds, at least one
     * @param repeated further runs with the same seeds as one of these, which are no further evidence
     */
    public record Group<R>(List<R> counted, List<R> repeated) {
        public Group {
            counted = List.copyOf(counted);
            repeated = List.copyOf(repeated);
        }
    }

    /** What a run has in common with others that differ only in their seeds, and its seeds. */
    private record Identity(String configuration, List<Long> seeds) {
        static Identity of(FinishedRun run) {
            List<Long> seeds = new ArrayList<>();
            return new Identity(withoutSeeds(run, seeds), List.copyOf(seeds));
        }
    }

    /**
     * Groups runs. Groups and runs keep their order.
     *
     * @param opened gives the files of a run
     * @param complete tells whether a run counts rather than one without a result that has the same seeds
     */
    public static <R> List<Group<R>> of(List<R> runs, Function<R, FinishedRun> opened, Predicate<R> complete) {
        Map<String, Map<List<Long>, R>> counted = new LinkedHashMap<>();
        Map<String, List<R>> repeated = new LinkedHashMap<>();
        for (R run : runs) {
            Identity identity = Identity.of(opened.apply(run));
            Map<List<Long>, R> own = counted.computeIfAbsent(identity.configuration, key -> new LinkedHashMap<>());
            List<R> others = repeated.computeIfAbsent(identity.configuration, key -> new ArrayList<>());
            R before = own.putIfAbsent(identity.seeds, run);
            if (before != null && complete.test(run) && !complete.test(before)) {
                own.put(identity.seeds, run);
                others.add(before);
            } else if (before != null) {
                others.add(run);
            }
        }
        List<Group<R>> groups = new ArrayList<>();
        counted.forEach((key, own) -> groups.add(new Group<>(List.copyOf(own.values()), repeated.get(key))));
        return groups;
    }

    /** Returns the seeds of a run: first its own, then those of simulations and of earlier runs. */
    public static List<Long> seeds(FinishedRun run) {
        return Identity.of(run).seeds;
    }

    /** Returns the configuration without name and seeds, with that of an earlier run in the place of its path. Adds the seeds to the list. */
    private static String withoutSeeds(FinishedRun run, List<Long> seeds) {
        String yaml = run.experiment().toYaml().replaceFirst("(?m)^name:.*$", "");
        String own = SEED.matcher(SPLIT_SEED.matcher(yaml).replaceAll("$1split_seed: "))
                .replaceAll(seed -> {
                    seeds.add(Long.parseLong(seed.group(2)));
                    return Matcher.quoteReplacement(seed.group(1));
                });
        return EARLIER_RUN.matcher(own).replaceAll(line -> {
            Path earlier = Path.of(line.group(2));
            boolean there = Files.exists(earlier.resolve("config.yaml"));
            return Matcher.quoteReplacement(
                    there ? line.group(1) + withoutSeeds(FinishedRun.open(earlier), seeds) : line.group());
        });
    }
}
