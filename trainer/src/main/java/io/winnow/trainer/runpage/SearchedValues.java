package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.sweep.RankedTrial;
import io.winnow.trainer.sweep.Setting;
import io.winnow.trainer.sweep.SweepRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The validation metric of the trials by the values of each key: points if there are enough different numbers, and otherwise a table.
 *
 * @param record a sweep of which at least one trial is complete
 */
record SearchedValues(SweepRecord record) {
    /** Number of different values from which on points say more than a table. */
    private static final int FEWEST_POINTS = 4;

    /** Values that differ by at least this factor are drawn on a logarithmic scale. */
    private static final double WIDE = 30;

    List<Block> blocks() {
        List<String> keys = List.copyOf(record.ranking().get(0).overrides().keySet());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Text("Each trial also differs in its other keys, so the values of one key compare only"
                + " where these are alike. Point at a trial to see them."));
        for (String key : keys) {
            double[] values = record.ranking().stream()
                    .mapToDouble(trial -> number(trial.overrides().get(key)))
                    .toArray();
            boolean numbers = Arrays.stream(values).allMatch(Double::isFinite)
                    && Arrays.stream(values).distinct().count() >= FEWEST_POINTS;
            String name = Setting.shortName(key, keys);
            blocks.add(numbers ? points(name, values) : table(name, key));
        }
        return blocks;
    }

    /** Writes the metric of a trial, with its standard deviation over several seeds. */
    static String figure(String metric, RankedTrial trial) {
        return trial.std() == null
                ? Figures.metric(metric, trial.mean())
                : Figures.metric(metric, trial.mean(), trial.std());
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException word) {
            return Double.NaN;
        }
    }

    private Block points(String name, double[] values) {
        double least = Arrays.stream(values).min().orElseThrow();
        boolean logarithmic = least > 0 && Arrays.stream(values).max().orElseThrow() >= WIDE * least;
        double[][] points = new double[values.length][];
        List<Card> cards = new ArrayList<>();
        int[] rungs = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            RankedTrial trial = record.ranking().get(i);
            points[i] = new double[] {
                Figures.rounded(logarithmic ? Math.log10(values[i]) : values[i]), Figures.rounded(trial.mean())
            };
            cards.add(new Card(
                    null,
                    null,
                    "trial " + trial.trial() + ", " + new Setting(trial.trial(), trial.overrides()) + ": "
                            + figure(record.metric().name(), trial)));
            rungs[i] = trial.rung();
        }
        int last = Arrays.stream(rungs).max().orElseThrow();
        List<String> names = new ArrayList<>();
        for (int rung = 0; rung <= last; rung++) {
            names.add("rung " + (rung + 1));
        }
        return new Block.Points(
                name,
                logarithmic ? "log10 of " + name : name,
                record.metric().name(),
                points,
                cards,
                last == 0 ? List.of() : List.of(new Block.Colouring("last rung of the trial", names, rungs)),
                false);
    }

    /** A row for each value, the one with the best mean first; trials in several rungs are not averaged with one another. */
    private Block table(String name, String key) {
        String metric = record.metric().name();
        Map<List<String>, DoubleSummaryStatistics> byValue = new LinkedHashMap<>();
        boolean rungs = record.ranking().stream().anyMatch(trial -> trial.rung() > 0);
        for (RankedTrial trial : record.ranking()) {
            String value = trial.overrides().get(key);
            byValue.computeIfAbsent(
                            rungs ? List.of(value, Integer.toString(trial.rung() + 1)) : List.of(value),
                            each -> new DoubleSummaryStatistics())
                    .accept(trial.mean());
        }
        List<String> header = new ArrayList<>(rungs ? List.of(name, "rung") : List.of(name));
        header.addAll(List.of("trials", "mean " + metric, "best " + metric));
        boolean higher = record.metric().higherIsBetter();
        Comparator<Map.Entry<List<String>, DoubleSummaryStatistics>> byMean =
                Comparator.comparingDouble(each -> each.getValue().getAverage());
        List<List<String>> rows = new ArrayList<>();
        byValue.entrySet().stream().sorted(higher ? byMean.reversed() : byMean).forEach(each -> {
            List<String> row = new ArrayList<>(each.getKey());
            row.add(Long.toString(each.getValue().getCount()));
            row.add(Figures.metric(metric, each.getValue().getAverage()));
            row.add(Figures.metric(
                    metric, higher ? each.getValue().getMax() : each.getValue().getMin()));
            rows.add(row);
        });
        return new Block.Table(name, header, rows);
    }
}
