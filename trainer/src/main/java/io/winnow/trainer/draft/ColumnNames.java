package io.winnow.trainer.draft;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The columns that an answer names. */
final class ColumnNames {
    private final RecordsReport report;

    ColumnNames(RecordsReport report) {
        this.report = report;
    }

    /**
     * Returns the names in an answer, as the file writes them. They are separated by commas; patterns with {@code *} stay as they are.
     *
     * @throws UserException if there is no such column
     */
    List<String> of(String flag, String answer) {
        if (report.field(answer).isPresent()) {
            return List.of(report.field(answer).get().name()); // a name may contain a comma
        }
        List<String> names = new ArrayList<>();
        for (String part : Arrays.stream(answer.split(",")).map(String::strip).toList()) {
            if (part.contains("*") && !fields(List.of(part)).isEmpty()) {
                names.add(part);
            } else {
                names.add(report.field(part).map(FieldReport::name).orElseThrow(() -> unknown(flag, part)));
            }
        }
        return names;
    }

    /**
     * Returns the only name in an answer.
     *
     * @throws UserException if there is no such column, or if the answer names several
     */
    String one(String flag, String answer) {
        List<String> names = of(flag, answer);
        if (names.size() > 1 || names.get(0).contains("*")) {
            throw new UserException(flag + " must name one column here, found '" + answer + "'.");
        }
        return names.get(0);
    }

    /** Returns the columns that names and patterns stand for. */
    List<FieldReport> fields(List<String> names) {
        return report.fields().stream()
                .filter(field -> names.stream().anyMatch(name -> matches(name, field.name())))
                .toList();
    }

    private static boolean matches(String name, String column) {
        return name.equals(column)
                || (name.contains("*")
                        && Pattern.matches(
                                Arrays.stream(name.split("\\*", -1))
                                        .map(Pattern::quote)
                                        .reduce((a, b) -> a + ".*" + b)
                                        .orElse(""),
                                column));
    }

    private UserException unknown(String flag, String name) {
        List<String> columns = report.fields().stream().map(FieldReport::name).toList();
        return new UserException(flag + " names the column '" + name + "', which " + report.file()
                + " does not have; it has " + Shown.of(columns) + "."
                + EditDistance.nearest(name, columns)
                        .map(near -> " Did you mean '" + near + "'?")
                        .orElse(""));
    }
}
