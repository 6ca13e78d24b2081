package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.Association;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Groups of items, such as the patients of images: their sizes, their labels, and groups that several parts share. */
final class GroupsModule implements ReportModule {
    private static final int FEW = 10;
    private static final int MOST_ROWS = 20;
    private static final double STRONG = 0.5;

    @Override
    public String id() {
        return "groups";
    }

    @Override
    public String title() {
        return "Groups";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().groups().isEmpty()
                ? Optional.of("This part needs a column of groups, such as patient: the key group of described data.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) {
        Section section = new Section();
        input.data().groups().forEach((column, values) -> column(input.data(), column, values, section));
        return section;
    }

    private static void column(ReportData data, String column, List<String> values, Section section) {
        int classCount = data.labels().classNames().size();
        int[][] classes = data.classes();
        Map<String, double[]> counts = new LinkedHashMap<>();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Map<String, Set<String>> parts = new LinkedHashMap<>();
        int without = 0;
        for (int i = 0; i < values.size(); i++) {
            String group = values.get(i);
            if (group.isEmpty()) {
                without++;
                continue;
            }
            sizes.merge(group, 1, Integer::sum);
            parts.computeIfAbsent(group, each -> new HashSet<>()).add(data.part(i));
            double[] own = counts.computeIfAbsent(group, each -> new double[classCount]);
            for (int k : classes[i]) {
                own[k]++;
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("groups", sizes.size());
        figures.put("without", without);
        section.say(
                "%s: %d groups; the largest has %d items; %d items belong to none.",
                column,
                sizes.size(),
                sizes.values().stream().mapToInt(each -> each).max().orElse(0),
                without);
        List<String> shared = parts.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        figures.put("in_several_parts", shared.size());
        if (!shared.isEmpty()) {
            section.add(new Finding(
                    "group_leak",
                    Severity.ERROR,
                    Plural.of(shared.size(), "group", "groups") + " of " + column
                            + (shared.size() == 1 ? " has" : " have") + " items in several parts.",
                    shared,
                    Map.of("column", column, "groups", shared.size()),
                    "Divide the data by group: scores on such a split are too high."));
        }
        if (classCount > 1) {
            labels(data, column, sizes, counts, figures, section);
        }
        section.figure(column, figures);
    }

    private static void labels(
            ReportData data,
            String column,
            Map<String, Integer> sizes,
            Map<String, double[]> counts,
            Map<String, Object> figures,
            Section section) {
        Association association = Association.of(counts.values().toArray(double[][]::new));
        figures.put("association_with_label", association);
        long small = counts.values().stream()
                .mapToLong(
                        own -> Arrays.stream(own).filter(count -> count < FEW).count())
                .sum();
        figures.put("cells_under_10", small);
        section.say(
                "Between %s and the label, Cramer's V is %s (p = %s). %d pairs of a group and a class have fewer than %d items.",
                column, NumberText.of(association.cramersV()), NumberText.of(association.p()), small, FEW);
        if (association.cramersV() > STRONG && sizes.size() * 2 < data.size()) {
            section.add(new Finding(
                    "group_tells_label",
                    Severity.WARNING,
                    "The label depends on " + column + ": Cramer's V is " + NumberText.of(association.cramersV()) + ".",
                    List.of(),
                    Map.of("column", column, "cramers_v", association.cramersV()),
                    "A model may learn to recognise the groups: judge it on groups that it has not seen."));
        }
        List<String> header = new ArrayList<>(List.of(column, "items"));
        header.addAll(data.labels().classNames().stream().limit(MOST_ROWS).toList());
        List<List<String>> rows = new ArrayList<>();
        sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .limit(MOST_ROWS)
                .forEach(each -> {
                    List<String> row = new ArrayList<>(
                            List.of(each.getKey(), each.getValue().toString()));
                    double[] own = counts.get(each.getKey());
                    for (int k = 0; k < Math.min(MOST_ROWS, own.length); k++) {
                        row.add(NumberText.of(own[k]));
                    }
                    rows.add(row);
                });
        section.add(new Block.Table("The largest groups", header, rows));
    }
}
