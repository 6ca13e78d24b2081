package io.winnow.trainer.cli;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.BiasReport;
import io.winnow.trainer.annotate.GroupGap;
import io.winnow.trainer.annotate.ItemGroups;
import io.winnow.trainer.annotate.KnownLabels;
import io.winnow.trainer.annotate.ProbabilityFile;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow annotations bias}. */
@Command(
        name = "bias",
        description =
                "Compares the errors of each annotator between groups of items: how often a label is given wrongly (false alarms) and how"
                        + " often it is overlooked (misses), with 95%% intervals and permutation tests.",
        mixinStandardHelpOptions = true)
final class BiasCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ANNOTATIONS",
            description =
                    "Folder of `winnow annotate`, its probabilities.jsonl, or a file with the columns key, annotator and label.")
    private Path annotations;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            required = true,
            description = "File with the right labels, by key.")
    private Path truth;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            required = true,
            description =
                    "File with the columns key and group. An item that belongs to several groups has several records; items without a record"
                            + " belong to none.")
    private Path groups;

    @Option(
            names = "--positive",
            paramLabel = "LABEL",
            required = true,
            description = "The label whose false alarms and misses are counted; all others count as its absence.")
    private String positive;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the permutations. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AnnotationOutcome outcome = ProbabilityFile.read(annotations);
        int label = outcome.labels().indexOf(positive);
        if (label < 0) {
            throw new UserException(
                    "--positive is '" + positive + "', which no annotator could choose; they chose among "
                            + Shown.of(outcome.labels())
                            + EditDistance.nearest(positive, outcome.labels())
                                    .map(near -> ". Did you mean '" + near + "'?")
                                    .orElse("."));
        }
        int[] known = KnownLabels.read(truth, outcome.keys(), outcome.labels());
        ItemGroups read = ItemGroups.read(groups, outcome.keys());
        List<BiasReport> reports = new ArrayList<>();
        for (int a = 0; a < outcome.annotators().size(); a++) {
            double[][] own = outcome.probabilities()[a];
            int[] items = IntStream.range(0, known.length)
                    .filter(i -> known[i] >= 0 && own[i] != null)
                    .toArray();
            boolean[] said = new boolean[items.length];
            boolean[] right = new boolean[items.length];
            boolean[][] member = new boolean[items.length][];
            for (int i = 0; i < items.length; i++) {
                said[i] = Ranks.largest(own[items[i]]) == label;
                right[i] = known[items[i]] == label;
                member[i] = read.member()[items[i]];
            }
            reports.add(BiasReport.of(outcome.annotators().get(a), said, right, read.names(), member, seed));
        }
        spec.commandLine().getOut().println(json ? Json.line(reports) : text(reports));
        return 0;
    }

    private static String text(List<BiasReport> reports) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "annotator",
                "group",
                "items",
                "false alarms",
                "difference",
                "p",
                "misses",
                "difference",
                "p",
                "kappa"));
        List<String> lines = new ArrayList<>();
        for (BiasReport report : reports) {
            int row = 0;
            for (BiasReport.Group group : report.groups()) {
                int place = group.large() ? row++ : -1;
                cells.add(List.of(
                        report.annotator(),
                        group.name(),
                        Integer.toString(group.items()),
                        share(group, group.falseAlarms()),
                        difference(report.falseAlarms(), place),
                        probability(report.falseAlarms(), place),
                        share(group, group.misses()),
                        difference(report.misses(), place),
                        probability(report.misses(), place),
                        !group.large() || group.kappa() == null ? "" : number("%.2f", group.kappa())));
            }
            lines.add(report.annotator() + ": the largest gap between two groups is " + gap(report.falseAlarms())
                    + " in false alarms and " + gap(report.misses()) + " in misses.");
        }
        return ResultTable.align(cells) + System.lineSeparator()
                + String.join(System.lineSeparator(), lines)
                + System.lineSeparator()
                + "difference: rate in the group minus that of all other items; p: probability of such a difference by chance,"
                + " from 1,000 permutations, corrected for the number of groups. Groups of fewer than "
                + BiasReport.LEAST + " items are not compared.";
    }

    private static String share(BiasReport.Group group, Proportion share) {
        if (!group.large()) {
            return "too few";
        }
        return share == null
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.1f%% (%.1f to %.1f)",
                        100 * share.share(),
                        100 * share.low(),
                        100 * share.high());
    }

    private static String difference(Optional<GroupGap> gap, int group) {
        return gap.isEmpty() || group < 0 || Double.isNaN(gap.get().difference()[group])
                ? ""
                : number("%+.1f", 100 * gap.get().difference()[group]);
    }

    private static String probability(Optional<GroupGap> gap, int group) {
        return gap.isEmpty() || group < 0 || Double.isNaN(gap.get().p()[group])
                ? ""
                : number("%.3f", gap.get().p()[group]);
    }

    private static String gap(Optional<GroupGap> gap) {
        return gap.isEmpty() || Double.isNaN(gap.get().largest())
                ? "unknown"
                : number("%.1f points", 100 * gap.get().largest())
                        + number(" (p = %.3f)", gap.get().largestP());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
