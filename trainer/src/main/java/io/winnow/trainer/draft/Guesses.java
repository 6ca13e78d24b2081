package io.winnow.trainer.draft;

import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.inspect.ColumnReport.Kind;
import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.inspect.FieldReport.Form;
import io.winnow.datasets.inspect.RecordsReport;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the columns of a file of records seem to mean, by their names and values. These are proposals only: the user decides. */
final class Guesses {
    private static final List<String> LABELS = Stream.concat(
                    KnownColumns.LABELS.stream(),
                    Stream.of(
                            "intent",
                            "topic",
                            "tag",
                            "tags",
                            "sentiment",
                            "species",
                            "outcome",
                            "rating",
                            "stars",
                            "grade",
                            "level",
                            "score",
                            "price",
                            "value"))
            .toList();
    private static final Set<String> CLASSES =
            Set.of("label", "labels", "class", "category", "intent", "topic", "target", "species");
    private static final Set<String> SCALES = Set.of("rating", "stars", "grade", "level", "score");
    private static final List<String> TEXTS = List.of("text", "question", "sentence", "document", "content", "body");
    private static final List<String> SPLITS = List.of("split", "part", "subset", "set");
    private static final Set<String> PARTS =
            Set.of("train", "training", "validation", "valid", "val", "dev", "test", "testing");
    private static final int MOST_LEVELS = 20;

    private final RecordsReport report;

    Guesses(RecordsReport report) {
        this.report = report;
    }

    /** What the examples are. A file with many columns beside its text is rather a table. */
    FileKind files() {
        if (report.fields().stream().anyMatch(field -> field.form() == Form.IMAGE)) {
            return FileKind.LISTED_IMAGES;
        }
        long numbers = report.fields().stream()
                .filter(field -> field.column().kind() == Kind.NUMBER)
                .count();
        return text().isPresent() && numbers <= 4 ? FileKind.TEXTS : FileKind.ROWS;
    }

    /** The column of the image files, or of the texts. */
    Optional<String> input(FileKind files) {
        return switch (files) {
            case LISTED_IMAGES ->
                report.fields().stream()
                        .filter(field -> field.form() == Form.IMAGE)
                        .map(FieldReport::name)
                        .findFirst();
            case TEXTS -> text();
            default -> Optional.empty();
        };
    }

    private Optional<String> text() {
        return named(TEXTS)
                .filter(field -> field.column().kind() != Kind.NUMBER)
                .or(() -> report.fields().stream()
                        .filter(field -> field.column().kind() == Kind.TEXT && field.form() == Form.PLAIN)
                        .filter(field -> report.doubt(field.name()).isEmpty()) // such as 66.4 kg
                        .max(Comparator.comparingInt(field -> field.column().distinct())))
                .map(FieldReport::name);
    }

    /** A column that says which part each record belongs to. */
    Optional<String> split() {
        return named(SPLITS)
                .filter(field -> field.column().missing() == 0
                        && field.values().stream()
                                .map(value -> value.toLowerCase(Locale.ROOT))
                                .allMatch(PARTS::contains)
                        && field.values().stream().anyMatch(value -> value.matches("(?i)train(ing)?"))
                        && field.values().stream().anyMatch(value -> value.matches("(?i)test(ing)?")))
                .map(FieldReport::name);
    }

    /** A column that seems to say which part each record belongs to, but cannot be used as such. */
    Optional<String> uselessSplit() {
        return named(SPLITS)
                .filter(field -> field.values().stream().anyMatch(value -> value.matches("(?i)train(ing)?")))
                .map(FieldReport::name)
                .filter(name -> split().isEmpty());
    }

    /** A column that names each record; or, if an example has several records, one that names each example. */
    Optional<String> key(boolean unique) {
        return Stream.concat(KnownColumns.KEYS.stream(), KnownColumns.OTHER_KEYS.stream())
                .flatMap(name -> field(name).stream())
                .filter(field -> field.column().missing() == 0)
                .filter(field -> unique == (field.column().distinct() == report.records()))
                .map(FieldReport::name)
                .findFirst();
    }

    /** The column of the annotator. */
    Optional<String> annotator() {
        return named(KnownColumns.ANNOTATORS)
                .filter(field -> field.column().distinct() < report.records())
                .map(FieldReport::name);
    }

    /**
     * What is known of the examples, apart from the columns {@code used}.
     *
     * @param named the column that says it, if the user has named one
     */
    Optional<Known> known(Collection<String> used, Optional<String> named) {
        Optional<FieldReport> given = named.flatMap(report::field).filter(field -> !used.contains(field.name()));
        Optional<FieldReport> label = given.or(() -> label(used));
        if (annotator().isPresent() && label.isPresent()) {
            return Optional.of(Known.VOTES);
        }
        Optional<String> family = family(used);
        if (given.isEmpty()
                && family.isPresent()
                && label.filter(each -> usual(each.name())).isEmpty()) {
            return Optional.of(fractions(family.get()) ? Known.SHARES : Known.CLASSES);
        }
        return label.flatMap(field -> switch (field.form()) {
            case LIST -> Optional.of(field.values().get(0).startsWith("{") ? Known.SHARES : Known.CLASSES);
            case SEPARATED -> Optional.of(Known.CLASSES);
            default -> plain(field);
        });
    }

    /**
     * Numbers are classes if there are few of them, or if the name of the column says so and they repeat. Nothing is suggested for other values
     * of which most occur once, such as prices with a currency: they are hardly classes.
     */
    private Optional<Known> plain(FieldReport field) {
        boolean number = field.column().kind() == Kind.NUMBER;
        boolean named =
                CLASSES.contains(plainName(field.name())) && 5 * field.column().distinct() <= report.records();
        boolean repeated = 2 * field.column().distinct()
                <= report.records() - field.column().missing();
        if (number && !named && (field.column().distinct() > MOST_LEVELS || !repeated)) {
            return Optional.of(Known.NUMBER);
        }
        if (!repeated) {
            return Optional.empty();
        }
        boolean scale = SCALES.contains(field.name().toLowerCase(Locale.ROOT))
                && field.column().distinct() > 2;
        return Optional.of(number && scale ? Known.ORDER : Known.CLASS);
    }

    /** The column of the label, or a pattern for several. */
    Optional<String> labels(Known known, Collection<String> used) {
        Optional<String> one = label(used).map(FieldReport::name);
        return switch (known) {
            case CLASSES, SOME_CLASSES ->
                label(used)
                        .filter(field -> field.form() != Form.PLAIN)
                        .map(FieldReport::name)
                        .or(() -> family(used))
                        .or(() -> one);
            case SHARES -> family(used).or(() -> one);
            case NUMBER ->
                label(used)
                        .filter(field -> field.column().kind() == Kind.NUMBER)
                        .map(FieldReport::name);
            default -> one;
        };
    }

    private Optional<FieldReport> label(Collection<String> used) {
        List<FieldReport> free = report.fields().stream()
                .filter(field -> !used.contains(field.name()))
                .filter(field -> uselessSplit().filter(field.name()::equals).isEmpty())
                .filter(field -> field.form() != Form.IMAGE && field.column().kind() != Kind.EMPTY)
                .filter(field -> annotator().filter(field.name()::equals).isEmpty())
                .toList();
        Optional<FieldReport> known = LABELS.stream()
                .flatMap(name ->
                        free.stream().filter(field -> plainName(field.name()).equals(name)))
                .findFirst();
        return known.or(() -> free.stream()
                        .filter(field -> field.form() == Form.SEPARATED || field.form() == Form.LIST)
                        .findFirst())
                .or(() -> free.stream()
                        .filter(field -> field.column().kind() == Kind.CATEGORY
                                && 2 * field.column().distinct() <= report.records())
                        .min(Comparator.comparingInt(field -> field.column().distinct())))
                .or(() -> free.isEmpty() ? Optional.empty() : Optional.of(free.get(free.size() - 1)));
    }

    /** A pattern such as {@code p_*} for at least two columns whose values lie between 0 and 1. */
    private Optional<String> family(Collection<String> used) {
        Map<String, Integer> prefixes = new LinkedHashMap<>();
        for (FieldReport field : report.fields()) {
            int end = field.name().indexOf('_');
            if (end > 0 && !used.contains(field.name()) && isShare(field)) {
                prefixes.merge(field.name().substring(0, end + 1), 1, Integer::sum);
            }
        }
        return prefixes.entrySet().stream()
                .filter(prefix -> prefix.getValue() >= 2)
                .filter(prefix -> report.fields().stream()
                        .filter(field -> field.name().startsWith(prefix.getKey()))
                        .allMatch(this::isShare))
                .max(Map.Entry.comparingByValue())
                .map(prefix -> prefix.getKey() + "*");
    }

    private boolean fractions(String pattern) {
        return report.fields().stream()
                .filter(field -> field.name().startsWith(pattern.substring(0, pattern.length() - 1)))
                .flatMap(field -> field.values().stream())
                .mapToDouble(report.decimal()::parse)
                .anyMatch(value -> value > 0 && value < 1);
    }

    private boolean isShare(FieldReport field) {
        return field.column().kind() == Kind.NUMBER
                && field.values().stream()
                        .mapToDouble(report.decimal()::parse)
                        .allMatch(value -> value >= 0 && value <= 1);
    }

    private static boolean usual(String name) {
        return LABELS.contains(plainName(name));
    }

    private Optional<FieldReport> named(List<String> names) {
        return names.stream().flatMap(name -> field(name).stream()).findFirst();
    }

    private Optional<FieldReport> field(String name) {
        return report.fields().stream()
                .filter(field -> plainName(field.name()).equals(name))
                .findFirst();
    }

    private static String plainName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
    }
}
