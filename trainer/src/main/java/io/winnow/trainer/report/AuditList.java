package io.winnow.trainer.report;

import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list {@code labels.csv} that {@code winnow audit} writes, most suspicious labels first.
 *
 * @param file the file
 * @param rows its rows, without those of examples that were not audited
 */
public record AuditList(Path file, List<Row> rows) {
    private static final List<String> NEEDED = List.of("key", "given", "suggested", "wrong", "flagged");

    public AuditList {
        rows = List.copyOf(rows);
    }

    /**
     * A label.
     *
     * @param key key of the example
     * @param given its class
     * @param suggested the class that the audit suggests
     * @param wrong probability that the given class is wrong
     * @param flagged whether confident learning takes it for wrong
     */
    record Row(String key, String given, String suggested, double wrong, boolean flagged) {}

    /**
     * Reads the list of a run.
     *
     * @return empty if the run was not audited
     * @throws UserException if the file lacks columns
     */
    public static Optional<AuditList> of(Path run) throws IOException {
        Path file = run.resolve("audit").resolve("labels.csv");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(Optional.empty()));
        if (!records.columns().containsAll(NEEDED)) {
            throw new UserException(file + " needs the columns " + String.join(", ", NEEDED) + "; it has "
                    + String.join(", ", records.columns()) + ". Run `winnow audit " + run + "` again.");
        }
        List<Row> rows = new ArrayList<>();
        for (RecordFile.Row each : records.rows()) {
            if (each.find("wrong").isPresent()) {
                rows.add(new Row(
                        each.get("key"),
                        each.get("given"),
                        each.get("suggested"),
                        Double.parseDouble(each.get("wrong")),
                        Boolean.parseBoolean(each.get("flagged"))));
            }
        }
        return Optional.of(new AuditList(file, rows));
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
