package io.winnow.trainer.report;

import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labels of data in the list {@code labels.csv} that {@code winnow audit} writes for labels of one class each, most suspicious ones first.
 *
 * @param rows its rows, without those of examples that were not audited
 * @param others number of audited labels that these data do not have: the key or the label is another one
 */
public record AuditList(List<Row> rows, int others) {
    private static final List<String> NEEDED = List.of("key", "given", "suggested", "wrong", "flagged");
    /** Audits of sets, levels, numbers and votes have other measures. */
    private static final List<String> OF_CLASSES = List.of("wrong", "flagged");

    public AuditList {
        rows = List.copyOf(rows);
    }

    /**
     * A label.
     *
     * @param item number of the item in the data
     * @param key key of the example
     * @param given its class
     * @param suggested the class that the audit suggests
     * @param wrong probability that the given class is wrong
     * @param flagged whether confident learning takes it for wrong
     */
    record Row(int item, String key, String given, String suggested, double wrong, boolean flagged) {}

    /**
     * Reads the list of a run.
     *
     * @param data data that the run may have been trained on, or not: keys alone, such as the numbers of records, do not tell, so a label
     *     must be the same as well
     * @return empty if the run was not audited, or if its labels are not one class each
     * @throws UserException if the file lacks columns
     */
    public static Optional<AuditList> of(Path run, ReportData data) throws IOException {
        Path file = run.resolve("audit").resolve("labels.csv");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(TextCharset.UTF_8));
        if (records.columns().stream().noneMatch(OF_CLASSES::contains)) {
            return Optional.empty();
        }
        if (!records.columns().containsAll(NEEDED)) {
            throw new UserException(file + " needs the columns " + String.join(", ", NEEDED) + "; it has "
                    + String.join(", ", records.columns()) + ". Run `winnow audit " + run + "` again.");
        }
        Map<String, Integer> byKey = new HashMap<>();
        for (int item : data.learned()) {
            byKey.put(data.keys().get(item), item);
        }
        List<Row> rows = new ArrayList<>();
        int others = 0;
        for (FileRecord each : records.rows()) {
            if (each.find("wrong").isEmpty()) {
                continue;
            }
            Integer item = byKey.get(each.get("key"));
            if (item == null || !GivenLabel.text(data.labels(), item).equals(each.get("given"))) {
                others++;
                continue;
            }
            rows.add(new Row(
                    item,
                    each.get("key"),
                    each.get("given"),
                    each.get("suggested"),
                    Double.parseDouble(each.get("wrong")),
                    Boolean.parseBoolean(each.get("flagged"))));
        }
        return Optional.of(new AuditList(rows, others));
    }

    /** Returns the mean probability of a wrong label, which is the audit's estimate of their share. */
    double share() {
        return rows.stream().mapToDouble(Row::wrong).average().orElse(0);
    }

    /** Returns the share that confident learning takes for wrong. */
    double flaggedShare() {
        return rows.isEmpty() ? 0 : (double) rows.stream().filter(Row::flagged).count() / rows.size();
    }
}
