package io.winnow.trainer.report;

import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a model card says of the data: the fingerprint and the badges of a report (dataset-report.md, section 8). */
public final class ReportCard {
    private ReportCard() {}

    /**
     * Returns a section in Markdown.
     *
     * @param file a {@code report.json}
     * @throws UserException if the file is no report
     */
    public static String of(Path file) throws IOException {
        Map<?, ?> report;
        try {
            report = Json.read(InputPaths.require(file), Map.class);
        } catch (IOException e) {
            throw noReport(file, e);
        }
        if (!(report.get(ReportFiles.MARK) instanceof Number) || !(report.get("badges") instanceof List<?> badges)) {
            throw noReport(file, null);
        }
        StringBuilder text = new StringBuilder("\n## Report on the data\n\n`winnow data report` found in ")
                .append(report.get("name"))
                .append(":\n\n");
        for (Object each : badges) {
            if (each instanceof Map<?, ?> badge) {
                text.append("- ").append(badge.get("name")).append(": ").append(badge.get("text"));
                if (badge.get("count") instanceof Number count) {
                    text.append(" (")
                            .append(NumberText.of(count.doubleValue()))
                            .append(" of ")
                            .append(badge.get("of"))
                            .append(')');
                }
                text.append('\n');
            }
        }
        if (report.get("parts") instanceof Map<?, ?> parts
                && parts.get("overview") instanceof Map<?, ?> overview
                && overview.get("fingerprint") != null) {
            text.append("\nFingerprint of the data of the report (SHA-256 of keys, contents and labels): `")
                    .append(overview.get("fingerprint"))
                    .append("`\n");
        }
        return text.toString();
    }

    private static UserException noReport(Path file, IOException cause) {
        return new UserException(
                "--data-report is " + file
                        + ", which is no report.json of `winnow data report`. Name the report.json of a report on the data of"
                        + " this run.",
                cause);
    }
}
