package io.winnow.datasets.inspect;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.ClassReport.ClassItems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the report on a label as plain text. */
final class LabelText {
    /** The number of classes of which all are shown. */
    private static final int MOST_CLASSES = 30;

    private final LabelReport label;
    private final Section section;

    private LabelText(String name, LabelReport label) {
        this.label = label;
        section = new Section("Label " + name + " (" + label.kind() + ")");
    }

    static Section of(String name, LabelReport label) {
        LabelText text = new LabelText(name, label);
        text.section.sentence(
                label.missing() == 0
                        ? "All items have this label."
                        : Plural.of(label.known(), "item has", "items have") + " this label; of "
                                + Plural.of(label.missing(), "item", "items") + " nothing is known.");
        text.details();
        if (label.kind().equals("domain")) {
            text.section.sentence("The classes are not known; these are the domains:");
        }
        if (label.classes() != null) {
            text.classes(label.classes());
        }
        return text.section;
    }

    private void details() {
        if (label.details() instanceof LabelDetails.Sets sets) {
            section.sentence("An item has " + NumberText.of(sets.cardinality())
                    + " classes on average, which is a share of " + NumberText.percent(sets.density())
                    + " of all classes.");
            section.sentence("There are " + Plural.of(sets.distinctSets(), "different set", "different sets")
                    + " of classes; "
                    + (sets.withoutPositive() == 0
                            ? "every item has at least one class."
                            : Plural.of(sets.withoutPositive(), "item has", "items have") + " none."));
            section.sentence(
                    sets.unknown() == 0
                            ? "Every class of these items is known."
                            : "Of " + NumberText.percent(sets.unknown())
                                    + " of the pairs of an item and a class it is not known whether the item has the class.");
            if (!sets.commonestPairs().isEmpty()) {
                section.sentence("The classes that items have together most often: "
                        + sets.commonestPairs().stream()
                                .map(pair -> Shown.printable(pair.one()) + " and " + Shown.printable(pair.other())
                                        + " (" + pair.examples() + ")")
                                .collect(Collectors.joining(", "))
                        + ".");
            }
        } else if (label.details() instanceof LabelDetails.Distributions shares) {
            section.sentence("The mean entropy of the distributions is " + NumberText.of(shares.meanEntropy())
                    + " nats; for " + NumberText.percent(shares.withoutMajority())
                    + " of the items, no class has a share of 50% or more.");
        } else if (label.details() instanceof LabelDetails.Partial partial) {
            section.sentence("An item has " + NumberText.of(partial.meanCandidates()) + " candidates on average.");
        } else if (label.details() instanceof LabelDetails.Exclusions exclusions) {
            section.sentence("An item with answers has " + NumberText.of(exclusions.meanAnswers())
                    + " on average, each of which excludes a class. The first ones exclude "
                    + exclusions.excluded().entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue() + " times")
                            .collect(Collectors.joining(", "))
                    + ".");
            section.sentence("The class of "
                    + Plural.of(exclusions.trusted(), "trusted item is known", "trusted items is known")
                    + (exclusions.wrong() == null
                            ? "."
                            : "; for " + NumberText.percent(exclusions.wrong())
                                    + " of those with an answer, it excludes this class."));
        } else if (label.details() instanceof LabelDetails.Levels levels) {
            agreement(levels.agreement());
        } else if (label.details() instanceof LabelDetails.Numbers numbers) {
            numbers(numbers);
        } else if (label.details() instanceof LabelDetails.Votes votes) {
            votes(votes);
        }
    }

    private void numbers(LabelDetails.Numbers numbers) {
        if (numbers.unit() != null) {
            section.sentence("The unit is " + numbers.unit() + ".");
        }
        section.summaries(numbers.numbers());
    }

    private void votes(LabelDetails.Votes votes) {
        section.sentence((votes.annotators() == null
                        ? "It is not known who voted"
                        : Plural.of(votes.annotators(), "annotator", "annotators") + " voted")
                + "; an item has " + NumberText.of(votes.perItem().mean()) + " votes on average, from "
                + NumberText.of(votes.perItem().min()) + " to "
                + NumberText.of(votes.perItem().max()) + ".");
        agreement(votes.agreement());
    }

    private void agreement(Agreement agreement) {
        if (agreement == null) {
            return;
        }
        section.sentence("All annotators agree on " + NumberText.percent(agreement.unanimous()) + " of the "
                + Plural.of(agreement.items(), "item", "items") + " with several annotators; "
                + (agreement.alpha() == null
                        ? "Krippendorff's alpha is undefined, since all labels are the same."
                        : "Krippendorff's alpha is " + String.format(Locale.ROOT, "%.3f", agreement.alpha()) + "."));
    }

    private void classes(ClassReport report) {
        List<ClassItems> classes = report.classes();
        if (classes.size() > MOST_CLASSES) {
            List<ClassItems> sorted = classes.stream()
                    .sorted(Comparator.comparingDouble(ClassItems::items).reversed())
                    .toList();
            int half = MOST_CLASSES / 2;
            section.sentence("Of " + classes.size() + " classes, these are the " + half + " most frequent and the "
                    + half + " rarest:");
            List<ClassItems> shown = new ArrayList<>(sorted.subList(0, half));
            shown.addAll(sorted.subList(sorted.size() - half, sorted.size()));
            section.table(1, rows(shown));
        } else {
            section.table(1, rows(classes));
        }
        for (ClassReport.OnlyIn each : report.onlyIn()) {
            section.sentence(Plural.of(each.classes().size(), "class has", "classes have") + " items in " + each.part()
                    + " and none in " + each.absentFrom() + ": " + Shown.of(each.classes()) + ".");
        }
    }

    /** A row for each class, below a head. If it is not known of every item whether it has each class, the rows say of how many it is. */
    private List<List<String>> rows(List<ClassItems> classes) {
        Map<String, LabelSetStatistics.ClassCounts> known = label.details() instanceof LabelDetails.Sets sets
                ? sets.known().stream()
                        .collect(Collectors.toMap(LabelSetStatistics.ClassCounts::name, Function.identity()))
                : Map.of();
        boolean whole = classes.stream()
                .allMatch(each -> each.items() == Math.rint(each.items())
                        && each.parts().values().stream().allMatch(items -> items == Math.rint(items)));
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "items"));
        head.addAll(classes.get(0).parts().keySet());
        if (!known.isEmpty()) {
            head.addAll(List.of("absent", "unknown"));
        }
        rows.add(head);
        for (ClassItems each : classes) {
            List<String> row = new ArrayList<>(List.of(Shown.printable(each.name()), count(each.items(), whole)));
            each.parts().values().forEach(items -> row.add(count(items, whole)));
            if (!known.isEmpty()) {
                LabelSetStatistics.ClassCounts own = known.get(each.name());
                row.addAll(List.of(String.valueOf(own.negatives()), String.valueOf(own.unknown())));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Returns numbers of items, which are fractions if labels are distributions. */
    private static String count(double items, boolean whole) {
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", items);
    }
}
