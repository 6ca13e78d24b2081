package io.winnow.trainer.cli;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.compare.GroupComparison;
import io.winnow.trainer.compare.RunGroup;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow runs compare}. */
@Command(
        name = "compare",
        description = {
            "Prints the results of several runs. Runs that differ only in their seed form a group, which is summarised"
                    + " by mean and standard deviation (std).",
            "The metrics of every group are then compared with those of the first one, with a 95%% interval and a test"
                    + " of each difference over the seeds. Groups with the same seeds are paired by seed."
        },
        mixinStandardHelpOptions = true)
final class RunsCompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Directories of completed runs.")
    private List<Path> folders;

    @Option(
            names = "--baseline",
            paramLabel = "RUN",
            description =
                    "One of the runs. Its group is the one that the others are compared with. Default: the group of"
                            + " the first run")
    private Optional<Path> baseline = Optional.empty();

    @Option(
            names = "--bootstrap",
            description =
                    "Gives the intervals of the bootstrap, which draws seeds with replacement; pairs stay together."
                            + " Without it, intervals are Student's or Welch's, which are longer and more honest with few seeds.")
    private boolean bootstrap;

    @Option(names = "--json", description = "Prints the comparison as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec).excludes("--json", "--bootstrap");
        List<RunGroup> groups = RunGroup.of(folders);
        RunGroup first = baseline.isEmpty() ? groups.get(0) : groupOf(baseline.get(), groups);
        List<GroupComparison> comparisons = groups.stream()
                .filter(group -> !group.equals(first))
                .map(group -> GroupComparison.of(first, group))
                .toList();
        warn(groups);
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? Json.line(ComparisonReport.json(groups, first, comparisons))
                                : ComparisonReport.text(groups, comparisons, bootstrap));
        return 0;
    }

    private RunGroup groupOf(Path run, List<RunGroup> groups) throws IOException {
        for (RunGroup group : groups) {
            for (RunGroup.Member member : Stream.concat(group.runs().stream(), group.repeated().stream())
                    .toList()) {
                if (Files.exists(run) && Files.isSameFile(run, member.folder())) {
                    return group;
                }
            }
        }
        List<String> names = folders.stream().map(Path::toString).toList();
        throw new UserException("--baseline must be one of the runs that are compared; found " + run
                + EditDistance.nearest(run.toString(), names)
                        .map(near -> ". Did you mean " + near + "?")
                        .orElse(". Add it to the runs, or name one of them."));
    }

    private void warn(List<RunGroup> groups) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<RunGroup.Member> different = RunGroup.evaluatedDifferently(groups);
        if (!different.isEmpty()) {
            err.println("Warning: " + different.get(0).folder() + " and "
                    + different.get(1).folder()
                    + " were evaluated on different test examples, so their metrics do not compare. Compare"
                    + " runs with the same test data.");
        }
        String repeated = groups.stream()
                .flatMap(group -> group.repeated().stream())
                .map(RunGroup.Member::name)
                .collect(Collectors.joining(", "));
        if (!repeated.isEmpty()) {
            err.println(
                    "Warning: these runs repeat the configuration and the seed of another one, so they are left out: "
                            + repeated + ".");
        }
    }
}
