package io.winnow.trainer.audit;

import io.winnow.trainer.audit.item.ItemFinding;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes the results of an audit to files: {@code labels.csv} and {@code labels.jsonl} on labels, {@code items.csv} and {@code items.jsonl}
 * on duplicates, leaks and outliers, and {@code audit.html} ({@link AuditPage}).
 */
public final class AuditFiles {
    private static final String CORRECTED = "corrected";

    private static final List<String> ITEM_COLUMNS =
            List.of("finding", "key", "given", "similarity", "distance", "other", "other_part", "other_given");

    private static final String LABELS = "labels.csv";
    private static final String LABEL_LINES = "labels.jsonl";
    private static final String ITEMS = "items.csv";
    private static final String ITEM_LINES = "items.jsonl";
    private static final String PAGE = "audit.html";

    private AuditFiles() {}

    /** Returns the files that {@link #write} replaces. */
    public static Stream<Path> written(Path folder) {
        return Stream.of(LABELS, LABEL_LINES, ITEMS, ITEM_LINES, PAGE).map(folder::resolve);
    }

    /**
     * Writes all files. The lists of labels begin with the most suspicious labels. A list that can label the next training goes on with the
     * examples that the training read but did not use, with the label that they have, if any: so it does even if examples are held out for
     * testing or have no label.
     *
     * @param items what was found on examples
     * @param top number of labels of each list on the page
     */
    public static void write(Findings findings, ItemFindings items, LabelledExamples data, int top, Path folder)
            throws IOException {
        List<String> columns = new ArrayList<>(List.of("key", "index"));
        columns.addAll(findings.columns());
        Iterable<List<Object>> rows = () -> Stream.concat(
                        findings.lines().map(line -> line(line, data)),
                        (columns.contains(CORRECTED) ? data.idleLabels() : Map.<Integer, String>of())
                                .entrySet().stream().map(each -> idle(data, each.getKey(), each.getValue(), columns)))
                .iterator();
        Iterable<List<Object>> found =
                () -> items.found().stream().map(AuditFiles::line).iterator();
        AtomicFiles.group(folder, temporary -> {
            TableFile.write(temporary.resolve(LABELS), columns, rows);
            TableFile.write(temporary.resolve(LABEL_LINES), columns, rows);
            TableFile.write(temporary.resolve(ITEMS), ITEM_COLUMNS, found);
            TableFile.write(temporary.resolve(ITEM_LINES), ITEM_COLUMNS, found);
            AtomicFiles.write(temporary.resolve(PAGE), AuditPage.of(findings, items, data, top));
        });
    }

    private static List<Object> line(Findings.Line line, LabelledExamples data) {
        int example = data.trainExamples()[line.row()];
        List<Object> values = new ArrayList<>(List.of(data.train().key(example), example));
        values.addAll(line.values());
        return values;
    }

    private static List<Object> line(ItemFinding finding) {
        Optional<ItemFinding.Example> other = finding.other();
        return Arrays.asList(
                finding.kind().id(),
                finding.example().key(),
                finding.example().label(),
                other.isPresent() ? finding.measure() : null,
                other.isPresent() ? null : finding.measure(),
                other.map(ItemFinding.Example::key).orElse(null),
                other.map(ItemFinding.Example::partName).orElse(null),
                other.map(ItemFinding.Example::label).orElse(null));
    }

    private static List<Object> idle(LabelledExamples data, int example, String label, List<String> columns) {
        Object given = label.isEmpty() ? null : label;
        Object[] values = new Object[columns.size()];
        values[columns.indexOf("key")] = data.train().key(example);
        values[columns.indexOf("index")] = example;
        values[columns.indexOf("given")] = given;
        values[columns.indexOf(CORRECTED)] = given;
        return Arrays.asList(values);
    }
}
