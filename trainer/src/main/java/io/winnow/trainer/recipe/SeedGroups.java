package io.winnow.trainer.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which runs differ only in their seed, so that their results can be averaged. */
public final class SeedGroups {
    private static final Pattern EARLIER_RUN = Pattern.compile("(?m)^(\\s+run: )\"?(.+?)\"?$");

    private SeedGroups() {}

    /**
     * Returns what runs that differ only in their seed have in common: their configuration without name and seed. The path of an earlier run
     * that a run started from is replaced by the configuration of that run.
     */
    public static String key(FinishedRun run) {
        String own = run.experiment().toYaml().replaceFirst("(?m)^name:.*$", "").replaceFirst("(?m)^seed:.*$", "");
        return EARLIER_RUN.matcher(own).replaceAll(line -> {
            Path earlier = Path.of(line.group(2));
            boolean there = Files.exists(earlier.resolve("config.yaml"));
            return Matcher.quoteReplacement(there ? line.group(1) + key(FinishedRun.open(earlier)) : line.group());
        });
    }
}
