package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.page.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The F1 of each class by several groups of runs, as far as they predict the same classes. */
final class ClassComparison {
    private ClassComparison() {}

    /** Returns the section; empty if not every group has a report with the same classes. */
    static Optional<Part> of(List<RunGroup> groups) throws IOException {
        Map<String, List<List<ClassFigures>>> figures = new LinkedHashMap<>();
        List<String> names = null;
        for (RunGroup group : groups) {
            List<List<ClassFigures>> own = new ArrayList<>();
            for (RunFiles run : group.runs()) {
                Optional<ClassificationReport> report = StoredReport.classes(run);
                if (report.isPresent()) {
                    List<String> classes = report.get().perClass().stream()
                            .map(ClassificationReport.PerClass::name)
                            .toList();
                    if (names != null && !names.equals(classes)) {
                        return Optional.empty();
                    }
                    names = classes;
                    own.add(ClassFigures.of(report.get().confusion()));
                }
            }
            if (own.isEmpty()) {
                return Optional.empty();
            }
            figures.put(group.name(), own);
        }
        return Optional.of(part(names, figures));
    }

    private static Part part(List<String> names, Map<String, List<List<ClassFigures>>> figures) {
        List<String> header = new ArrayList<>(List.of("class", "support"));
        header.addAll(figures.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            int own = k;
            List<String> row = new ArrayList<>(List.of(names.get(k)));
            row.add(Figures.count(
                    figures.values().iterator().next().get(0).get(k).support()));
            figures.values()
                    .forEach(runs -> row.add(Figures.digits(runs.stream()
                            .mapToDouble(run -> run.get(own).f1())
                            .average()
                            .orElse(Double.NaN))));
            rows.add(row);
        }
        return new Part(
                "classes",
                "Each class",
                List.of(
                        new Block.Text(
                                "F1 of each class on the test data, as the runs reported it; of several seeds, the"
                                        + " mean. The page of one run also has its confusion matrix, calibration, mistakes"
                                        + " and a map: `winnow report RUN`."),
                        new Block.Table("", header, rows)));
    }
}
