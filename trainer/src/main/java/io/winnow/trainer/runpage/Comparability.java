package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out whether runs can be compared at all.
 *
 * @param runs all runs
 * @param groups those that count
 */
record Comparability(List<RunFiles> runs, List<RunGroup> groups) {
    /** Returns what readers must know before they compare the runs. */
    List<Block> warnings() {
        List<Block> warnings = new ArrayList<>();
        List<RunFiles> counted =
                groups.stream().flatMap(group -> group.runs().stream()).toList();
        List<RunFiles> judged =
                counted.stream().filter(run -> run.data().isPresent()).toList();
        for (RunFiles run : judged) {
            if (!examples(run).equals(examples(judged.get(0)))) {
                warnings.add(new Block.Warning("The runs " + judged.get(0).name() + " and " + run.name()
                        + " were tested on different examples, so their metrics do not compare. Compare runs with the"
                        + " same test data."));
                break;
            }
        }
        String repeated = runs.stream()
                .filter(run -> !counted.contains(run))
                .map(RunFiles::name)
                .collect(Collectors.joining(", "));
        if (!repeated.isEmpty()) {
            warnings.add(new Block.Warning(
                    "These runs repeat the configuration and the seed of another one, so they are left out of all"
                            + " figures: " + repeated + "."));
        }
        return warnings;
    }

    private static Object examples(RunFiles run) {
        return run.data().orElseThrow().examples("test");
    }
}
