package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.sweep.RankedTrial;
import io.winnow.trainer.sweep.Setting;
import io.winnow.trainer.sweep.SweepPlan;
import io.winnow.trainer.sweep.SweepRecord;
import io.winnow.trainer.sweep.TrialRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code winnow sweep} prints. */
final class SweepReport {
    private SweepReport() {}

    /** Returns the numbers of a plan in a sentence. */
    static String summary(SweepPlan plan) {
        int seeds = plan.arguments().seeds().size();
        StringBuilder text = new StringBuilder(Plural.of(plan.settings().size(), "trials"))
                .append(" (")
                .append(plan.arguments().strategy())
                .append(") with ")
                .append(Plural.of(seeds, "seeds"));
        if (plan.halving().isPresent()) {
            List<String> rungs = new ArrayList<>();
            for (int rung = 0; rung < plan.rungs(); rung++) {
                rungs.add(plan.trials(rung) + " with " + plan.duration(rung).orElseThrow());
            }
            text.append(", in ")
                    .append(Plural.of(plan.rungs(), "rungs"))
                    .append(": ")
                    .append(String.join(", ", rungs));
        }
        int trainings = 0;
        for (int rung = 0; rung < plan.rungs(); rung++) {
            trainings += seeds * plan.trials(rung);
        }
        return text.append("; ")
                .append(Plural.of(trainings, "trainings"))
                .append(", ordered by ")
                .append(plan.metric().metric().name())
                .append(" (")
                .append(plan.metric().metric().higherIsBetter() ? "higher" : "lower")
                .append(" is better)")
                .toString();
    }

    /** Returns the trials of a plan with their overrides. */
    static String plan(SweepPlan plan) {
        StringBuilder text = new StringBuilder(summary(plan)).append('.');
        for (Setting setting : plan.settings()) {
            text.append(String.format(Locale.ROOT, "%n%s: %s", setting.trial(), setting));
        }
        return text.toString();
    }

    /** Returns the trials, the best first, and the test metrics of the best one. */
    static String text(SweepRecord record) {
        StringBuilder text = new StringBuilder();
        if (record.best() != null) {
            text.append(table(record)).append(choice(record));
        } else {
            text.append("No trial is complete.");
        }
        for (TrialRun run : record.failed()) {
            text.append(String.format(Locale.ROOT, "%nFailed: %s (%s): %s", run.name(), run.setting(), run.reason()));
        }
        if (!record.failed().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT, "%nA trial with a failed training is left out. --retry-failed tries these again."));
        }
        record.warnings().forEach(warning -> text.append(String.format(Locale.ROOT, "%nWarning: %s", warning)));
        return text.toString();
    }

    private static String table(SweepRecord record) {
        boolean seeds = record.arguments().seeds().size() > 1;
        boolean rungs = record.arguments().rungs() != null;
        List<String> keys = List.copyOf(record.best().overrides().keySet());
        List<String> head = new ArrayList<>(List.of("trial"));
        keys.forEach(key -> head.add(Setting.shortName(key, keys)));
        if (rungs) {
            head.add("rung");
        }
        head.add(record.metric().name());
        if (seeds) {
            head.add("std");
        }
        List<List<String>> cells = new ArrayList<>(List.of(head));
        for (RankedTrial trial : record.ranking()) {
            List<String> line = new ArrayList<>(List.of(Integer.toString(trial.trial())));
            keys.forEach(key -> line.add(trial.overrides().get(key)));
            if (rungs) {
                line.add(Integer.toString(trial.rung() + 1));
            }
            line.add(String.format(Locale.ROOT, "%.4f", trial.mean()));
            if (seeds) {
                line.add(String.format(Locale.ROOT, "%.4f", trial.std()));
            }
            cells.add(line);
        }
        return ResultTable.align(cells);
    }

    private static String choice(SweepRecord record) {
        RankedTrial best = record.ranking().get(0);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%nThe best by %s is trial %d. Its test metrics, which were not used for choosing%s:%n%s",
                record.metric().name(),
                best.trial(),
                best.std() == null ? "" : " (mean +-std over " + best.values().size() + " seeds)",
                ResultTable.of(record.best().test())));
        record.comparison()
                .ifPresent(sentence -> text.append(System.lineSeparator()).append(sentence));
        return text.append(String.format(
                        Locale.ROOT,
                        "%n%s%nTrain it again: %s",
                        SweepRecord.TOO_GOOD,
                        ShellQuote.winnow(record.best().command())))
                .toString();
    }
}
