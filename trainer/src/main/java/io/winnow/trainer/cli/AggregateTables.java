package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.truth.AnnotatorReport;
import io.winnow.datasets.truth.TruthEstimate;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The files and the text that {@code winnow data aggregate} writes. */
record AggregateTables(Annotations annotations, TruthEstimate estimate, List<AnnotatorReport> reports) {
    private static final int SHOWN = 20;

    /**
     * Writes the label of each item, how certain it is, and on demand the probability of each class.
     *
     * @param next adds columns on which items need further labels
     * @param known known class of each item (N)
     */
    void writeLabels(Path file, boolean soft, NextQuestions next, int[] known) throws IOException {
        List<String> columns = new ArrayList<>(List.of("key", "label", "confidence", "entropy", "votes", "tie"));
        columns.addAll(next.columns());
        List<List<Object>> further = next.rows(estimate, known);
        if (soft) {
            annotations.classNames().forEach(name -> columns.add("p_" + name));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < estimate.posterior().length; i++) {
            List<Object> row = new ArrayList<>(List.of(
                    annotations.items().get(i),
                    annotations.classNames().get(estimate.label(i)),
                    estimate.confidence(i),
                    estimate.entropy(i),
                    annotations.labels()[i].length,
                    estimate.tied(i) > 1));
            row.addAll(further.get(i));
            if (soft) {
                Arrays.stream(estimate.posterior()[i]).forEach(row::add);
            }
            rows.add(row);
        }
        TableFile.write(file, columns, rows);
    }

    /** Writes the report of each annotator. */
    void writeAnnotators(Path file) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (int a = 0; a < reports.size(); a++) {
            AnnotatorReport report = reports.get(a);
            rows.add(Arrays.asList(
                    annotations.annotators().get(a),
                    report.answers(),
                    report.judged(),
                    report.agreement(),
                    report.accuracy(),
                    report.low(),
                    report.high(),
                    report.spammerScore(),
                    finding(report),
                    Arrays.stream(report.confusion())
                            .map(row -> Arrays.stream(row).boxed().toList())
                            .toList()));
        }
        TableFile.write(
                file,
                List.of(
                        "annotator",
                        "labels",
                        "judged",
                        "agreement",
                        "accuracy",
                        "accuracy_low",
                        "accuracy_high",
                        "spammer_score",
                        "finding",
                        "confusion"),
                rows);
    }

    /** Returns the number of annotators with each finding. */
    Map<String, Long> findings() {
        Map<String, Long> counts = new TreeMap<>();
        reports.stream()
                .map(AggregateTables::finding)
                .filter(finding -> !finding.isEmpty())
                .forEach(finding -> counts.merge(finding, 1L, Long::sum));
        return counts;
    }

    private static String finding(AnnotatorReport report) {
        return report.finding() == AnnotatorReport.Finding.NOTHING
                ? ""
                : report.finding().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the annotators as text, the least accurate first; those of whom nothing can be said come last.
     *
     * @param written whether a file has all of them
     */
    String annotatorTable(boolean written) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("annotator", "labels", "accuracy", "95% interval", ""));
        int[] order = IntStream.range(0, reports.size())
                .boxed()
                .sorted(Comparator.comparing(
                        (Integer a) -> reports.get(a).accuracy(), Comparator.nullsLast(Comparator.naturalOrder())))
                .mapToInt(a -> a)
                .toArray();
        for (int a : Arrays.stream(order).limit(SHOWN).toArray()) {
            AnnotatorReport report = reports.get(a);
            cells.add(List.of(
                    annotations.annotators().get(a),
                    Integer.toString(report.answers()),
                    report.accuracy() == null ? "" : percent(report.accuracy()),
                    report.accuracy() == null ? "" : percent(report.low()) + " to " + percent(report.high()),
                    finding(report).replace('_', ' ')));
        }
        String table = ResultTable.align(cells);
        int others = order.length - SHOWN;
        return others <= 0
                ? table
                : table + System.lineSeparator() + "and " + others + " more"
                        + (written ? ", in the file of the annotators" : "; --annotators FILE writes all of them");
    }

    double meanConfidence() {
        return IntStream.range(0, estimate.posterior().length)
                .mapToDouble(estimate::confidence)
                .average()
                .orElse(Double.NaN);
    }

    long ties() {
        return IntStream.range(0, estimate.posterior().length)
                .filter(i -> estimate.tied(i) > 1)
                .count();
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%s of %s, mean confidence %s%s",
                Plural.of(annotations.items().size(), "labels"),
                Plural.of(annotations.classNames().size(), "class", "classes"),
                percent(meanConfidence()),
                ties() > 0 ? ", " + ties() + " of them ties that the first class won" : "");
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
