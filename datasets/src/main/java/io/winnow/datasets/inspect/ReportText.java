package io.winnow.datasets.inspect;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a report as plain text. */
final class ReportText {
    private static final int MOST_WARNINGS = 100;

    private final DataReport report;
    private final List<Section> sections = new ArrayList<>();

    private ReportText(DataReport report) {
        this.report = report;
    }

    static String of(DataReport report) {
        ReportText text = new ReportText(report);
        text.items();
        text.content();
        text.copies();
        text.overlaps();
        text.groups();
        report.labels().forEach((name, label) -> text.sections.add(LabelText.of(name, label)));
        text.sentences("Warnings", report.warnings());
        text.sentences("Notes", report.notes());
        return text.sections.stream().map(Section::text).collect(Collectors.joining("\n\n"));
    }

    private Section section(String title) {
        Section section = new Section(title);
        sections.add(section);
        return section;
    }

    private void items() {
        Section section = section(report.name() + ": " + Plural.of(report.items(), "item", "items"));
        List<List<String>> rows = new ArrayList<>();
        report.parts().forEach((part, items) -> rows.add(List.of(part, Integer.toString(items))));
        if (report.inNoPart() > 0) {
            rows.add(List.of("in no part", Integer.toString(report.inNoPart())));
        }
        section.table(1, rows);
        if (report.weighted() > 0) {
            section.sentence(Plural.of(report.weighted(), "item has", "items have") + " a weight other than 1.");
        }
    }

    private void content() {
        if (report.content() instanceof ContentReport.Texts texts) {
            texts(texts);
        } else if (report.content() instanceof ContentReport.Files files) {
            Section section = section("Files");
            section.sentence("The items are " + Plural.of(files.files(), "file", "different files") + ".");
            List<List<String>> rows = new ArrayList<>();
            files.endings()
                    .forEach((ending, count) ->
                            rows.add(List.of(ending.isEmpty() ? "no ending" : "." + ending, Integer.toString(count))));
            section.table(1, rows);
        } else if (report.content() instanceof ContentReport.Values values) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("", "kind", "missing", "different"));
            for (ColumnReport column : values.columns()) {
                rows.add(List.of(
                        Shown.printable(column.name()),
                        column.kind().toString(),
                        Integer.toString(column.missing()),
                        Integer.toString(column.distinct())));
            }
            section("Columns").table(2, rows);
        }
    }

    private void texts(ContentReport.Texts texts) {
        if (texts.words() == null) {
            return;
        }
        Map<String, NumberSummary> lengths = new LinkedHashMap<>();
        lengths.put("words", texts.words());
        if (texts.tokens() != null) {
            lengths.put("tokens", texts.tokens().lengths());
        }
        Section section = section(texts.pairs() ? "Lengths of the pairs of texts" : "Lengths of the texts");
        section.summaries(lengths);
        if (texts.tokens() != null) {
            ContentReport.Tokens tokens = texts.tokens();
            section.sentence(
                    tokens.cut() == 0
                            ? "No text has more than " + Plural.of(tokens.limit(), "token", "tokens")
                                    + ", so none is cut."
                            : Plural.of(tokens.cut(), "text has", "texts have") + " more than "
                                    + Plural.of(tokens.limit(), "token", "tokens") + " and will be cut ("
                                    + NumberText.percent(tokens.cutShare()) + ").");
        }
    }

    private void copies() {
        CopyReport copies = report.copies();
        Section section = section("Copies");
        if (copies.contents() == 0) {
            section.sentence("No two items have the same content.");
            return;
        }
        section.sentence(Plural.of(copies.contents(), "content occurs", "contents occur")
                + " more than once, so that "
                + Plural.of(copies.repeated(), "item repeats", "items repeat") + " an earlier one: "
                + examples(copies.contents(), copies.examples()));
        for (Map.Entry<String, CopyReport.Contradiction> label :
                copies.contradictions().entrySet()) {
            int contents = label.getValue().contents();
            section.sentence(Plural.of(contents, "of these contents has", "of these contents have")
                    + " contradictory values of the label " + label.getKey() + ": "
                    + examples(contents, label.getValue().examples()));
        }
    }

    private void overlaps() {
        if (report.parts().isEmpty()) {
            return;
        }
        Section section = section("What the parts have in common");
        boolean grouped = report.groups() != null;
        if (report.overlaps().isEmpty()) {
            section.sentence(grouped ? "No content and no group is in two parts." : "No content is in two parts.");
        }
        for (Overlap overlap : report.overlaps()) {
            String parts = " in both " + overlap.one() + " and " + overlap.other() + ", so ";
            String of = " of " + overlap.otherItems() + " items of " + overlap.other();
            if (overlap.contents() > 0) {
                section.sentence(Plural.of(overlap.contents(), "content is", "contents are")
                        + parts
                        + overlap.otherItemsWithCopies()
                        + of
                        + (overlap.otherItemsWithCopies() == 1 ? " is a copy: " : " are copies: ")
                        + examples(overlap.contents(), overlap.copies()));
            }
            if (overlap.groups() > 0) {
                section.sentence(Plural.of(overlap.groups(), "group is", "groups are") + parts
                        + overlap.otherItemsWithMates() + of
                        + (overlap.otherItemsWithMates() == 1 ? " has" : " have") + " a group mate in "
                        + overlap.one() + ": " + examples(overlap.groups(), overlap.mates()));
            }
        }
    }

    private void groups() {
        GroupReport groups = report.groups();
        if (groups == null) {
            return;
        }
        Section section = section("Groups");
        section.sentence("The items form " + Plural.of(groups.groups(), "group", "groups") + "; the largest has "
                + Plural.of(groups.largest(), "item", "items") + ".");
        if (groups.without() > 0) {
            section.sentence(Plural.of(groups.without(), "item belongs", "items belong") + " to no group.");
        }
    }

    private void sentences(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            Section section = section(title);
            sentences.stream().limit(MOST_WARNINGS).forEach(section::sentence);
            if (sentences.size() > MOST_WARNINGS) {
                section.sentence("and " + (sentences.size() - MOST_WARNINGS) + " more.");
            }
        }
    }

    /** Examples of sets of items by their keys, at the end of a sentence, such as {@code a, b; c, d, e.}. */
    private static String examples(int sets, List<ItemSet> examples) {
        String shown = examples.stream().map(ReportText::keys).collect(Collectors.joining("; "))
                + (sets > examples.size() ? "; .." : "");
        return shown.endsWith("..") ? shown : shown + ".";
    }

    private static String keys(ItemSet set) {
        return set.keys().stream().map(Shown::printable).collect(Collectors.joining(", "))
                + (set.items() > set.keys().size() ? ", .." : "");
    }
}
