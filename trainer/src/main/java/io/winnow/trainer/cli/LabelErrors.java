package io.winnow.trainer.cli;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.trainer.evaluate.CorrectedAccuracy;
import io.winnow.trainer.evaluate.CorrectedTest;
import io.winnow.trainer.evaluate.LabelErrorReport;
import io.winnow.trainer.evaluate.RankingChange;
import io.winnow.trainer.predict.Corrections;
import io.winnow.trainer.predict.ModelJudge.Predicted;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code winnow evaluate --label-errors}: models on test labels of which some were corrected. */
final class LabelErrors {
    /** With fewer changed labels, their number is said before any conclusion. */
    private static final int FEW = 30;

    private LabelErrors() {}

    /**
     * Compares models.
     *
     * @param file file of corrections
     * @param models predictions of each model on its test data, by name; the first is the one that the others are compared with
     * @throws UserException if the models were not predicted on the same examples with the same labels
     */
    static LabelErrorReport of(Path file, Map<String, Predicted> models) throws IOException {
        Map.Entry<String, Predicted> first = models.entrySet().iterator().next();
        CorrectedTest test = Corrections.read("--label-errors", file, first.getValue());
        Map<String, int[]> predictions = new LinkedHashMap<>();
        for (Map.Entry<String, Predicted> each : models.entrySet()) {
            predictions.put(
                    each.getKey(),
                    each == first
                            ? first.getValue().predicted()
                            : aligned(first.getKey(), first.getValue(), each.getKey(), each.getValue()));
        }
        return LabelErrorReport.of(test, predictions);
    }

    /** Returns the predictions of another model in the order and with the class numbers of the first; unknown classes get further numbers. */
    private static int[] aligned(String firstName, Predicted first, String otherName, Predicted other) {
        Map<String, Integer> classes = new HashMap<>();
        first.names().forEach(name -> classes.putIfAbsent(name, classes.size()));
        Map<String, Integer> rows = new HashMap<>();
        for (int i = 0; i < other.keys().size(); i++) {
            rows.put(other.keys().get(i), i);
        }
        if (other.keys().size() != first.keys().size()) {
            throw new UserException(
                    otherName + " has " + other.keys().size() + " test examples, and " + firstName
                            + " has " + first.keys().size()
                            + ". Models can only be compared on the same test examples. Add --data DATA to evaluate all of them on the same data.");
        }
        int[] predicted = new int[other.keys().size()];
        for (int i = 0; i < predicted.length; i++) {
            String key = first.keys().get(i);
            Integer row = rows.get(key);
            if (row == null) {
                throw new UserException(
                        "The test data of " + otherName + " have no example " + key + ", which " + firstName
                                + " is tested on"
                                + EditDistance.nearest(key, rows.keySet())
                                        .map(near -> "; the most similar key is " + near)
                                        .orElse("")
                                + ". Models can only be compared on the same examples: name them with --data.");
            }
            String given = other.names().get(other.given()[row]);
            if (!given.equals(first.names().get(first.given()[i]))) {
                throw new UserException(
                        "The test data of " + otherName + " label " + key + " as '" + given + "', and those of "
                                + firstName + " as '" + first.names().get(first.given()[i])
                                + "'. Models can only be compared on the same labels: name the data with --data.");
            }
            predicted[i] = classes.computeIfAbsent(other.names().get(other.predicted()[row]), name -> classes.size());
        }
        return predicted;
    }

    static String text(LabelErrorReport report) {
        List<String> lines = new ArrayList<>();
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        report.accuracies().forEach((name, accuracy) -> rows.put(name, row(accuracy)));
        lines.add(ResultTable.of(rows));
        lines.add(String.format(
                Locale.ROOT,
                "%d test examples: %d labels are right as given, %d are changed, and %s no single right label.%s",
                report.examples(),
                report.unchanged(),
                report.changed(),
                Plural.of(report.dropped(), "example has", "examples have"),
                report.prevalence() == null
                        ? ""
                        : " Prevalence of wrong labels: " + percent(report.prevalence()) + "."));
        if (report.changed() == 0) {
            lines.add("No label is changed, so the order of models cannot change.");
        } else if (report.changed() < FEW) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Only %d labels are changed: an accuracy on them has a standard error of up to %.0f points.",
                    report.changed(),
                    50 / Math.sqrt(report.changed())));
        }
        report.changes().forEach(pair -> lines.add(sentence(pair, report.prevalence())));
        if (report.tau() != null && report.accuracies().size() > 2) {
            lines.add(String.format(
                    Locale.ROOT, "Kendall's tau of the orders by given and by corrected labels: %.3f.", report.tau()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static Map<String, Double> row(CorrectedAccuracy accuracy) {
        Map<String, Double> row = new LinkedHashMap<>();
        row.put("given_accuracy", accuracy.given());
        putIfKnown(row, "kept_given_accuracy", accuracy.keptGiven());
        putIfKnown(row, "corrected_accuracy", accuracy.corrected());
        putIfKnown(row, "unchanged_accuracy", accuracy.unchanged());
        putIfKnown(row, "changed_accuracy", accuracy.changed());
        return row;
    }

    private static void putIfKnown(Map<String, Double> row, String name, Double value) {
        if (value != null) {
            row.put(name, value);
        }
    }

    private static String sentence(LabelErrorReport.Pair pair, double prevalence) {
        RankingChange change = pair.change();
        String test = String.format(
                Locale.ROOT,
                " On changed labels, %s alone is right on %d, %s alone on %d (McNemar's exact test: p = %.3g).",
                pair.better(),
                change.betterAlone(),
                pair.other(),
                change.otherAlone(),
                change.mcnemar());
        if (change.crossing() == null) {
            return pair.better() + " is at least as accurate as " + pair.other()
                    + ", whatever share of the test labels is wrong."
                    + test;
        }
        return String.format(
                Locale.ROOT,
                "%s is better on the unchanged labels, and %s on the changed ones. %s becomes the better model if more than %s of the test"
                        + " labels are wrong (95%% bootstrap interval %s to %s; the order changed in %.0f%% of the bootstrap samples). Here,"
                        + " %s are wrong.%s",
                pair.better(),
                pair.other(),
                pair.other(),
                percent(change.crossing()),
                percent(change.low()),
                percent(change.high()),
                100 * change.crossed(),
                percent(prevalence),
                test);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}
