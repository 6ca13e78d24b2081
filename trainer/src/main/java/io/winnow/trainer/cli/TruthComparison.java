package io.winnow.trainer.cli;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.TruthAlgorithm;
import io.winnow.datasets.truth.TruthChoice;
import io.winnow.datasets.truth.TruthEstimate;
import io.winnow.datasets.truth.TruthScore;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** All methods of truth inference on the same answers. */
record TruthComparison(Map<TruthAlgorithm, TruthEstimate> estimates, TruthChoice choice) {
    /** The figures of a method; those by the true classes are null if there are none. */
    private record Row(double meanConfidence, int otherThanMajority, Double heldOutLogLikelihood, TruthScore truth) {}

    static TruthComparison of(AnswerTable answers) {
        Map<TruthAlgorithm, TruthEstimate> estimates = new EnumMap<>(TruthAlgorithm.class);
        for (TruthAlgorithm method : TruthAlgorithm.values()) {
            estimates.put(method, method.method().infer(answers));
        }
        return new TruthComparison(estimates, TruthChoice.of(answers));
    }

    /** Writes the label of each item by each method, and whether they differ. */
    void write(Path file, Annotations annotations) throws IOException {
        List<String> columns = new ArrayList<>(List.of("key", "differ"));
        estimates.keySet().forEach(method -> columns.add(name(method)));
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < annotations.items().size(); i++) {
            List<Object> row = new ArrayList<>(List.of(annotations.items().get(i), differ(i)));
            for (TruthEstimate estimate : estimates.values()) {
                row.add(annotations.classNames().get(estimate.label(i)));
            }
            rows.add(row);
        }
        TableFile.write(file, columns, rows);
    }

    private boolean differ(int item) {
        return estimates.values().stream()
                        .map(estimate -> estimate.label(item))
                        .distinct()
                        .count()
                > 1;
    }

    private long differing() {
        return IntStream.range(0, items()).filter(this::differ).count();
    }

    private int items() {
        return estimates.get(TruthAlgorithm.MAJORITY).posterior().length;
    }

    private Row row(TruthAlgorithm method, int[] truth) {
        TruthEstimate estimate = estimates.get(method);
        TruthEstimate majority = estimates.get(TruthAlgorithm.MAJORITY);
        return new Row(
                IntStream.range(0, items())
                        .mapToDouble(estimate::confidence)
                        .average()
                        .orElse(Double.NaN),
                (int) IntStream.range(0, items())
                        .filter(i -> estimate.label(i) != majority.label(i))
                        .count(),
                choice.scores().containsKey(method) ? Double.valueOf(choice.mean(method)) : null,
                TruthScore.of(estimate, truth));
    }

    /** Returns all figures, for JSON. */
    Map<String, Object> figures(int[] truth) {
        Map<String, Object> methods = new LinkedHashMap<>();
        estimates.keySet().forEach(method -> methods.put(name(method), row(method, truth)));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("items", items());
        figures.put("items_with_different_labels", differing());
        figures.put("auto", name(choice.best()));
        figures.put("methods", methods);
        return figures;
    }

    String text(int[] truth) {
        boolean judged =
                TruthScore.of(estimates.get(TruthAlgorithm.MAJORITY), truth).items() > 0;
        List<List<String>> cells = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("method"));
        if (judged) {
            head.addAll(List.of("accuracy", "calibration error"));
        }
        head.addAll(List.of("mean confidence", "other than majority", "held-out log-likelihood"));
        cells.add(head);
        for (TruthAlgorithm method : estimates.keySet()) {
            Row row = row(method, truth);
            List<String> line = new ArrayList<>(List.of(name(method)));
            if (judged) {
                line.add(AggregateTables.percent(row.truth.accuracy()));
                line.add(String.format(Locale.ROOT, "%.3f", row.truth.calibrationError()));
            }
            line.add(AggregateTables.percent(row.meanConfidence));
            line.add(Integer.toString(row.otherThanMajority));
            line.add(
                    row.heldOutLogLikelihood == null
                            ? ""
                            : String.format(Locale.ROOT, "%.4f", row.heldOutLogLikelihood));
            cells.add(line);
        }
        return ResultTable.align(cells) + System.lineSeparator()
                + "The methods differ on " + differing() + " of " + items() + " items." + System.lineSeparator()
                + explain(choice);
    }

    /** Returns the mean score of each method that was compared. */
    static Map<String, Double> means(TruthChoice choice) {
        Map<String, Double> means = new LinkedHashMap<>();
        TruthAlgorithm.candidates().stream()
                .filter(choice.scores()::containsKey)
                .forEach(method -> means.put(name(method), choice.mean(method)));
        return means;
    }

    /** Returns which method predicts hidden answers best, and by how much. */
    static String explain(TruthChoice choice) {
        if (choice.scores().isEmpty()) {
            return "auto takes " + name(choice.best())
                    + ": no item has three labels, so none can be hidden to compare the methods.";
        }
        List<TruthAlgorithm> ranked = TruthAlgorithm.candidates().stream()
                .sorted(Comparator.comparingDouble(choice::mean).reversed())
                .toList();
        return String.format(
                Locale.ROOT,
                "auto takes %s: its mean log-likelihood of %d hidden labels in each of %d draws is %.4f, that of the next, %s, %.4f.",
                name(ranked.get(0)),
                choice.hidden(),
                choice.scores().get(ranked.get(0)).size(),
                choice.mean(ranked.get(0)),
                name(ranked.get(1)),
                choice.mean(ranked.get(1)));
    }

    /** Returns how good the labels are by true ones, as a sentence. */
    static String describe(TruthScore score) {
        return score.items() == 0
                ? "No item can be judged: --truth has no label for any of them that --gold does not give away. Check the keys of the files."
                : String.format(
                        Locale.ROOT,
                        "By %d true labels: accuracy %s, expected calibration error %.3f, log loss %.3f.",
                        score.items(),
                        AggregateTables.percent(score.accuracy()),
                        score.calibrationError(),
                        score.logLoss());
    }

    private static String name(TruthAlgorithm method) {
        return method.name().toLowerCase(Locale.ROOT);
    }
}
