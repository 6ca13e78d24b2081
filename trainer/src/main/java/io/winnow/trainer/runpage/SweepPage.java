package io.winnow.trainer.runpage;

import io.winnow.datasets.Plural;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.sweep.RankedTrial;
import io.winnow.trainer.sweep.Setting;
import io.winnow.trainer.sweep.SweepArguments;
import io.winnow.trainer.sweep.SweepRecord;
import io.winnow.trainer.sweep.TrialRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page on a search of settings: the trials in the order of their validation metric, what each key did, the curves of the best trials,
 * and the test metrics of the best one alone. Those of the others are not shown, because nobody should choose by them.
 *
 * @param record what the sweep has trained, which need not be all of it
 * @param runs folder of the run directories
 */
public record SweepPage(SweepRecord record, Path runs) {
    /** Number of trials whose curves are drawn. More could not be told apart. */
    private static final int CURVES = 6;

    /** Makes the page. */
    public RunPage make() throws IOException {
        List<Part> parts = new ArrayList<>(List.of(summary(), trials()));
        if (!record.ranking().isEmpty()) {
            parts.add(new Part("values", "What the values did", new SearchedValues(record).blocks()));
        }
        List<RunGroup> groups = groups();
        if (record.best() != null) {
            parts.add(new Part(
                    "result",
                    "Test result of the best trial",
                    new ResultPart(groups.subList(0, 1)).part().blocks()));
        }
        if (!groups.isEmpty()) {
            parts.add(new Part(
                    "curves",
                    groups.size() < record.ranking().size()
                            ? "Curves of the " + groups.size() + " best trials"
                            : "Curves of the trials",
                    new CurvesPart(groups).part().blocks()));
            parts.add(new ProvenancePart(groups.get(0).runs()).part());
        }
        Map<String, String> sections = new LinkedHashMap<>();
        parts.forEach(part -> sections.put(part.id(), part.title()));
        Path folder = runs.toAbsolutePath().normalize().getParent();
        return new RunPage(
                Page.fill(
                        RunPage.class,
                        "page.html",
                        Map.of("title", "Sweep " + folder.getFileName(), "parts", List.copyOf(parts))),
                sections,
                Optional.empty());
    }

    private Part summary() {
        SweepArguments asked = record.arguments();
        List<Block> blocks = new ArrayList<>();
        if (record.status() != RunStatus.COMPLETED) {
            blocks.add(new Block.Warning("The sweep is not complete: "
                    + record.runs().stream().filter(run -> run.status() != null).count()
                    + " of the " + Plural.of(record.runs().size(), "trainings") + " planned so far have ended."));
        }
        record.warnings().forEach(warning -> blocks.add(new Block.Warning(warning)));
        List<String> options = new ArrayList<>();
        asked.over().forEach(each -> options.add("--over " + each));
        asked.search().forEach(each -> options.add("--search " + each));
        asked.set().forEach(each -> options.add("--set " + each));
        blocks.add(new Block.Text("The sweep tried "
                + Plural.of(
                        record.runs().stream().map(TrialRun::trial).distinct().count(), "trials")
                + " of " + Page.name(asked.config()) + " (" + asked.strategy() + "), each with "
                + Plural.of(asked.seeds().size(), "seeds") + ": " + String.join(", ", options) + ". "
                + "They are ordered by " + record.metric().name() + " of validation examples, of which "
                + (record.metric().higherIsBetter() ? "higher" : "lower")
                + " values are better. Test examples had no part in the choice."));
        if (record.best() != null) {
            blocks.add(new Block.Text("The best is trial " + record.best().trial() + " with "
                    + new Setting(record.best().trial(), record.best().overrides()) + ". "
                    + record.comparison().map(text -> text + " ").orElse("") + SweepRecord.TOO_GOOD));
            blocks.add(new Block.Folded(
                    "Train the best trial again",
                    List.of(new Block.Code(ShellQuote.winnow(record.best().command())))));
        }
        return new Part("summary", "What was searched", blocks);
    }

    private Part trials() {
        List<Block> blocks = new ArrayList<>();
        if (record.ranking().isEmpty()) {
            blocks.add(new Block.Text("No trial is complete."));
        } else {
            blocks.add(table());
        }
        if (!record.failed().isEmpty()) {
            blocks.add(new Block.Table(
                    "Failed trainings, whose trials are left out",
                    List.of("training", "values", "reason"),
                    record.failed().stream()
                            .map(run -> List.of(run.name(), run.setting().toString(), run.reason()))
                            .toList()));
        }
        return new Part("trials", "Trials", blocks);
    }

    private Block table() {
        boolean rungs = record.ranking().stream().anyMatch(trial -> trial.rung() > 0);
        List<String> keys = List.copyOf(record.ranking().get(0).overrides().keySet());
        List<String> header = new ArrayList<>(List.of("trial"));
        keys.forEach(key -> header.add(Setting.shortName(key, keys)));
        if (rungs) {
            header.add("rung");
        }
        header.addAll(List.of(record.metric().name(), "seconds"));
        List<List<String>> rows = new ArrayList<>();
        for (RankedTrial trial : record.ranking()) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(trial.trial())));
            keys.forEach(key -> row.add(trial.overrides().get(key)));
            if (rungs) {
                row.add(Integer.toString(trial.rung() + 1));
            }
            row.add(SearchedValues.figure(record.metric().name(), trial));
            row.add(Figures.count(Math.round(seconds(trial))));
            rows.add(row);
        }
        return new Block.Table("", header, rows);
    }

    /** Returns the time of all trainings of a trial, those in earlier rungs included. */
    private double seconds(RankedTrial trial) {
        return record.runs().stream()
                .filter(run -> run.trial() == trial.trial() && run.seconds() != null)
                .mapToDouble(TrialRun::seconds)
                .sum();
    }

    /** The best trials, each as a group of runs that differ only in their seed. */
    private List<RunGroup> groups() throws IOException {
        List<RunGroup> groups = new ArrayList<>();
        for (RankedTrial trial : record.ranking().stream().limit(CURVES).toList()) {
            List<RunFiles> members = new ArrayList<>();
            for (String name : trial.runs()) {
                members.add(RunFiles.open(runs.resolve(name)));
            }
            groups.add(new RunGroup("trial " + trial.trial(), members));
        }
        return groups;
    }
}
