package io.winnow.trainer.draft;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.datasets.source.Condition;
import io.winnow.datasets.source.Decimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The section {@code data} of a configuration, as lines of YAML with comments. */
final class DataSection {
    /** The column at which comments begin, below four blanks. */
    private static final int COMMENTS = 37;

    private static final int MOST_CLASSES_OF_CONFUSIONS = 10;

    /** Values of a column for one class that need no question. */
    private static final Set<String> YES = Set.of("1", "1.0", "yes", "Yes", "YES", "true", "True", "TRUE");

    private static final Set<String> NO = Set.of("0", "0.0", "no", "No", "NO", "false", "False", "FALSE");

    private final Brief brief;
    private final List<String> lines = new ArrayList<>();

    private DataSection(Brief brief) {
        this.brief = brief;
    }

    /** The data of images in folders. */
    static List<String> images(Material.Images images, boolean labelled, int imageSize) {
        List<String> lines = new ArrayList<>();
        lines.add(commented(
                "train: " + Yaml.text(images.train().toString()),
                labelled ? "a folder for each class" : "labels, if there are any, are used for evaluation only"));
        if (images.test().isPresent()) {
            lines.add("test: " + Yaml.text(images.test().get().toString()));
        } else {
            lines.add(commented(
                    "holdout: 0.2", "share of the images that is held out for testing; or name a folder with test:"));
        }
        lines.add(imageSize(imageSize));
        return lines;
    }

    /** The line of the size of the images. */
    static String imageSize(int pixels) {
        return commented(
                "image_size: " + pixels,
                "pixels; larger images are judged better, and take as much longer as they have more pixels");
    }

    /** Returns a line with a comment, which begins at the same column in all lines that are not too long. */
    static String commented(String line, String comment) {
        return line + " ".repeat(Math.max(2, COMMENTS - line.length())) + "# " + comment;
    }

    /** The data of pairs of tables. */
    static List<String> pairs(Material.Records records) {
        List<String> lines =
                new ArrayList<>(List.of("pairs: " + Yaml.text(records.file().toString())));
        Path tables = records.file().resolveSibling("tables.jsonl");
        if (Files.exists(tables)) {
            lines.add(commented("tables: " + Yaml.text(tables.toString()), "the tables whose ids occur in the pairs"));
        }
        return lines;
    }

    /**
     * The data of records.
     *
     * @param content the lines that say what an example is
     */
    static List<String> records(Brief brief, List<String> content) {
        DataSection section = new DataSection(brief);
        section.files((Material.Records) brief.material());
        section.lines.addAll(content);
        section.label();
        section.parts((Material.Records) brief.material());
        return section.lines;
    }

    private void files(Material.Records records) {
        boolean divided = records.test().isPresent() || records.validation().isPresent();
        lines.add("kind: " + brief.files().toString().replace('-', '_'));
        lines.add((divided ? "train: " : "file: ") + Yaml.text(records.file().toString()));
        records.validation().ifPresent(path -> lines.add("validation: " + Yaml.text(path.toString())));
        records.test().ifPresent(path -> lines.add("test: " + Yaml.text(path.toString())));
        records.report()
                .charset()
                .declared()
                .ifPresent(charset -> lines.add("encoding: " + charset.name().toLowerCase(Locale.ROOT)));
        if (records.report().decimal() == Decimal.COMMA) {
            lines.add(commented("decimal: comma", "numbers such as 1.234,5"));
        }
        if (!records.report().missing().isEmpty()) {
            lines.add(commented(
                    "missing: " + Yaml.list(records.report().missing()), "cells that mean that nothing is known"));
        }
        keep(records.report());
        brief.columns()
                .key()
                .ifPresent(key -> lines.add(commented("key: " + Yaml.text(key), "the column that names an example")));
    }

    /** Leaves out records without text, which would be an error. No condition says that one of several columns has a text. */
    private void keep(RecordsReport report) {
        List<String> inputs = brief.columns().inputs();
        if (brief.files() != FileKind.TEXTS || inputs.size() != 1) {
            return;
        }
        report.field(inputs.get(0))
                .filter(field -> field.column().missing() > 0)
                .ifPresent(field -> lines.add(commented(
                        "keep: " + Yaml.text(Condition.filled(List.of(field.name()))),
                        Plural.of(field.column().missing(), "record", "records") + " without text left out")));
    }

    private void label() {
        if (brief.columns().labels().isEmpty()) {
            return;
        }
        List<String> names = brief.columns().labels();
        boolean plain = names.size() == 1 && names.get(0).matches("[A-Za-z_][A-Za-z0-9_]*");
        String label = plain ? Yaml.text(names.get(0)) : "label";
        lines.add("labels:");
        if (brief.known() == Known.CLASSES && names.size() == 1 && !names.get(0).contains("*") && hasEmptyCells()) {
            lines.add(
                    "  # An empty cell is an example with none of the classes. Leave blank out if nothing is known of it.");
        }
        lines.add("  " + label + ": {" + String.join(", ", parts(label)) + "}");
    }

    private List<String> parts(String label) {
        Columns columns = brief.columns();
        List<String> parts = new ArrayList<>();
        parts.add("kind: "
                + switch (brief.known()) {
                    case CLASSES, SOME_CLASSES -> "multi";
                    case CANDIDATES -> "partial";
                    case VOTES -> "votes";
                    case SHARES -> "soft";
                    case ORDER -> "ordinal";
                    case NUMBER -> "number";
                    default -> "class";
                });
        boolean several = columns.labels().size() > 1 || columns.labels().get(0).contains("*");
        if (several) {
            parts.add("columns: " + Yaml.list(columns.labels()));
        } else if (!Yaml.text(columns.labels().get(0)).equals(label)) {
            parts.add("column: " + Yaml.text(columns.labels().get(0)));
        }
        if (!columns.separator().isEmpty()) {
            parts.add("separator: " + Yaml.text(columns.separator()));
        }
        if (columns.literal()) {
            parts.add("literal: true");
        }
        switch (brief.known()) {
            case CLASSES -> {
                parts.add(several ? "blank: no" : "unlisted: negative");
                if (!several && hasEmptyCells()) {
                    parts.add("blank: no");
                }
                states(parts, several, "no");
            }
            case SOME_CLASSES -> {
                if (!several) {
                    parts.add("unlisted: unknown");
                }
                states(parts, several, "unknown");
            }
            case VOTES -> votes(parts);
            case SHARES -> parts.add("normalise: true");
            case ORDER -> parts.add("levels: " + Yaml.list(columns.levels()));
            default -> {}
        }
        return parts;
    }

    /**
     * Says what the values of a column for each class mean, which Winnow does not guess: 0 is no if all classes are noted, and otherwise says
     * nothing.
     *
     * @param absent what a value such as 0 means
     */
    private void states(List<String> parts, boolean several, String absent) {
        if (!several) {
            return;
        }
        RecordsReport report = ((Material.Records) brief.material()).report();
        List<String> values = new ColumnNames(report)
                .fields(brief.columns().labels()).stream()
                        .flatMap(field -> field.values().stream())
                        .distinct()
                        .sorted()
                        .toList();
        List<String> yes = values.stream().filter(YES::contains).toList();
        List<String> no = values.stream().filter(NO::contains).toList();
        if (!no.isEmpty() && yes.size() + no.size() == values.size()) {
            parts.add("yes: " + Yaml.list(yes));
            parts.add(absent + ": " + Yaml.list(no));
        }
    }

    /** Whether the only column of the label has empty cells. */
    private boolean hasEmptyCells() {
        RecordsReport report = ((Material.Records) brief.material()).report();
        return report.field(brief.columns().labels().get(0))
                .filter(field -> field.column().missing() > 0)
                .isPresent();
    }

    private void votes(List<String> parts) {
        Optional<String> annotator = brief.columns().annotator();
        annotator.ifPresent(column -> parts.addAll(List.of("rows: true", "annotator: " + Yaml.text(column))));
        int classes = annotator.isPresent() ? brief.columns().classes() : 2;
        parts.add("aggregate: " + (classes <= MOST_CLASSES_OF_CONFUSIONS ? "dawid_skene" : "one_coin"));
    }

    private void parts(Material.Records records) {
        boolean thresholds = brief.known() == Known.CLASSES || brief.known() == Known.SOME_CLASSES;
        if (brief.columns().split().isPresent()) {
            lines.add(commented(
                    "split: {column: " + Yaml.text(brief.columns().split().get()) + "}",
                    "its values say which part an example belongs to"));
        } else if (records.test().isEmpty() && brief.known() != Known.NOTHING) {
            lines.add("# Copies stay in one part, and so do examples that share the value of a column that you name by"
                    + " group: [COLUMN].");
            lines.add("split: {shares: {train: " + (thresholds ? "0.7, validation: 0.1" : "0.8") + ", test: 0.2}}");
            if (thresholds) {
                lines.add("# The thresholds from which on a class is predicted are chosen on the validation examples.");
            }
        }
    }
}
