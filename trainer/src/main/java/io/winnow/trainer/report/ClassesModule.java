package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.Association;
import io.winnow.datasets.inspect.Balance;
import io.winnow.datasets.inspect.ClassReport;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many items each class has in each part. */
final class ClassesModule implements ReportModule {
    /** A class with fewer items can hardly be learned or judged. */
    private static final int FEW = 10;

    private static final double UNLIKELY = 0.001;
    private static final int MOST_ROWS = 200;

    @Override
    public String id() {
        return "classes";
    }

    @Override
    public String title() {
        return "Classes";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return input.data().labels().classNames().isEmpty()
                ? Optional.of("This part needs labels that name classes.")
                : Optional.empty();
    }

    @Override
    public Section run(ReportInput input) {
        ReportData data = input.data();
        Section section = new Section();
        ClassReport report = ClassReport.of(
                data.labels(), data.split().parts().size() > 1 ? Optional.of(data.split()) : Optional.empty());
        section.figure("classes", report);
        int unlabelled = data.size() - data.labels().knownCount();
        section.figure("without_label", unlabelled);
        section.add(Badge.of("unlabelled", unlabelled, data.size(), "without a label"));
        if (unlabelled > 0) {
            section.say("%d of %d items have no label.", unlabelled, data.size());
        }
        double[] counts = report.classes().stream()
                .mapToDouble(ClassReport.ClassItems::items)
                .toArray();
        if (Arrays.stream(counts).sum() > 0) {
            balance(report, counts, section);
        }
        table(data, report, section);
        if (data.labels() instanceof ClassLabels) {
            association(report, section);
        }
        report.onlyIn()
                .forEach(each -> section.add(new Finding(
                        "class_in_one_part",
                        Severity.WARNING,
                        Plural.of(each.classes().size(), "class has", "classes have") + " items in " + each.part()
                                + " and none in " + each.absentFrom() + ": " + Shown.of(each.classes()) + ".",
                        List.of(),
                        Map.of("classes", each.classes()),
                        each.part().equals(ReportData.TRAIN)
                                ? "They are learned but not judged: divide the data again, or leave them out."
                                : "They cannot be learned: divide the data again, or leave them out.")));
        report.alike()
                .forEach(names -> section.add(new Finding(
                        "similar_class_names",
                        Severity.WARNING,
                        "The names of these classes differ only in case, in blanks, in how they write a number or in the way in"
                                + " which Unicode encodes letters: "
                                + String.join(", ", names) + ".",
                        List.of(),
                        Map.of("classes", names),
                        "If they mean the same, give them one name.")));
        return section;
    }

    private static void balance(ClassReport report, double[] counts, Section section) {
        Balance balance = Balance.of(counts);
        section.figure("balance", balance).figure("imbalance", balance.ratio());
        section.say(
                "The largest class has %s items and the smallest %s: a ratio of %s. The effective number of classes is %s"
                        + " of %d.",
                NumberText.of(balance.largest()),
                NumberText.of(balance.smallest()),
                NumberText.of(balance.ratio()),
                NumberText.of(balance.effectiveClasses()),
                counts.length - report.withoutItems().size());
        section.add(new Badge(
                "smallest_class",
                balance.smallest(),
                (int) Math.round(Arrays.stream(counts).sum()),
                "items in the smallest class"));
        List<String> small = report.classes().stream()
                .filter(each -> each.items() > 0 && each.items() < FEW)
                .map(ClassReport.ClassItems::name)
                .toList();
        if (!small.isEmpty()) {
            section.add(new Finding(
                    "small_class",
                    Severity.WARNING,
                    Plural.of(small.size(), "class has", "classes have") + " fewer than " + FEW + " items: "
                            + Shown.of(small) + ".",
                    List.of(),
                    Map.of("classes", small),
                    "Collect more items of them, or join them with other classes."));
        }
        if (!report.withoutItems().isEmpty()) {
            section.add(new Finding(
                    "empty_class",
                    Severity.NOTE,
                    Plural.of(report.withoutItems().size(), "class has", "classes have") + " no item: "
                            + Shown.of(report.withoutItems()) + ".",
                    List.of(),
                    Map.of("classes", report.withoutItems()),
                    "Remove them from the list of classes if they are not needed."));
        }
    }

    private static void table(ReportData data, ClassReport report, Section section) {
        List<String> parts = data.split().parts().size() > 1 ? data.split().parts() : List.of();
        List<String> header = new ArrayList<>(List.of("class", "items"));
        header.addAll(parts);
        List<List<String>> rows = new ArrayList<>();
        for (ClassReport.ClassItems each :
                report.classes().subList(0, Math.min(MOST_ROWS, report.classes().size()))) {
            List<String> row = new ArrayList<>(List.of(each.name(), NumberText.of(each.items())));
            parts.forEach(part -> row.add(NumberText.of(each.parts().get(part))));
            rows.add(row);
        }
        int further = report.classes().size() - rows.size();
        section.add(
                new Block.Table(further > 0 ? "and " + further + " further classes in report.json" : "", header, rows));
    }

    private static void association(ClassReport report, Section section) {
        Map<String, double[]> byPart = new LinkedHashMap<>();
        for (int k = 0; k < report.classes().size(); k++) {
            int number = k;
            report.classes()
                    .get(k)
                    .parts()
                    .forEach((part, items) -> byPart.computeIfAbsent(
                                    part, each -> new double[report.classes().size()])[number] = items);
        }
        if (byPart.size() < 2) {
            return;
        }
        Association association = Association.of(byPart.values().toArray(double[][]::new));
        section.figure("parts_and_classes", association);
        section.say(
                "Between the parts, the shares of the classes differ with Cramer's V = %s (p = %s).",
                NumberText.of(association.cramersV()), NumberText.of(association.p()));
        if (association.p() < UNLIKELY) {
            section.add(new Finding(
                    "different_shares",
                    Severity.NOTE,
                    "The shares of the classes differ between the parts more than by chance (Cramer's V = "
                            + NumberText.of(association.cramersV()) + ").",
                    List.of(),
                    Map.of("cramers_v", association.cramersV(), "p", association.p()),
                    "Unless that is intended, divide the data again with stratification."));
        }
    }
}
