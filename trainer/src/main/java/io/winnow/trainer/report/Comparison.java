package io.winnow.trainer.report;

import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What changed since an older report. */
final class Comparison {
    private Comparison() {}

    /**
     * Returns a table of the badges and of the numbers of items that changed.
     *
     * @param old an older {@code report.json}
     * @throws UserException if the file is no report
     */
    static Block.Table of(Path old, Report report) throws IOException {
        Map<?, ?> before = Json.read(old, Map.class);
        if (!(before.get(ReportFiles.MARK) instanceof Number)
                || !(before.get("badges") instanceof List<?> badges)
                || !(before.get("parts") instanceof Map<?, ?> parts)) {
            throw new UserException("--compare is " + old
                    + ", which is no report.json of `winnow data report`. Name the report.json of an older report.");
        }
        Map<String, Double> then = new LinkedHashMap<>();
        for (Object each : badges) {
            if (each instanceof Map<?, ?> badge && badge.get("count") instanceof Number count) {
                then.put(String.valueOf(badge.get("name")), count.doubleValue());
            }
        }
        counts(parts, then);
        Map<String, Double> now = new LinkedHashMap<>();
        report.badges().stream()
                .filter(badge -> badge.count() != null)
                .forEach(badge -> now.put(badge.name(), badge.count()));
        counts(Json.parse(Json.line(ReportFiles.parts(report)), Map.class), now);
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(then.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            Double first = then.get(name);
            Double second = now.get(name);
            if (first == null || !first.equals(second)) {
                rows.add(List.of(
                        name,
                        first == null ? "" : NumberText.of(first),
                        second == null ? "" : NumberText.of(second),
                        first == null || second == null
                                ? ""
                                : (second > first ? "+" : "") + NumberText.of(second - first)));
            }
        }
        return new Block.Table("", List.of("", "before", "now", "change"), rows);
    }

    /** Adds the number of items, and those of each class. */
    private static void counts(Map<?, ?> parts, Map<String, Double> counts) {
        if (parts.get("overview") instanceof Map<?, ?> overview && overview.get("items") instanceof Number items) {
            counts.put("items", items.doubleValue());
        }
        if (parts.get("classes") instanceof Map<?, ?> section
                && section.get("classes") instanceof Map<?, ?> report
                && report.get("classes") instanceof List<?> classes) {
            for (Object each : classes) {
                if (each instanceof Map<?, ?> one && one.get("items") instanceof Number items) {
                    counts.put("items of class " + one.get("name"), items.doubleValue());
                }
            }
        }
    }
}
