package io.winnow.trainer.draft;

import io.winnow.datasets.Shown;
import io.winnow.datasets.inspect.ColumnReport.Kind;
import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.inspect.FieldReport.Form;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The questions about the columns in which a file says what is known of the examples. */
final class LabelQuestions {
    static final String LABEL = "--label";
    private static final String SEPARATOR = "--separator";
    private static final String LEVELS = "--levels";
    /** What one column says. */
    private static final Set<Known> ONE_COLUMN =
            EnumSet.of(Known.CLASS, Known.NOISY_CLASS, Known.CANDIDATES, Known.ORDER);

    private final Answers answers;
    private final Guesses guesses;
    private final ColumnNames names;
    private final RecordsReport report;

    LabelQuestions(Answers answers, RecordsReport report, Guesses guesses) {
        this.answers = answers;
        this.guesses = guesses;
        this.report = report;
        names = new ColumnNames(report);
    }

    /** @param used columns that are used otherwise */
    Columns ask(Known known, Columns columns, Collection<String> used) {
        if (known == Known.NOTHING) {
            return columns;
        }
        boolean several = !ONE_COLUMN.contains(known);
        String answer = answers.to(Question.open(
                LABEL,
                several ? "Which column, or which columns, say it?" : "Which column says it?",
                meaning(known),
                guesses.labels(known, used),
                given -> check(known, several ? names.of(LABEL, given) : List.of(names.one(LABEL, given)), used)));
        List<String> labels = several ? names.of(LABEL, answer) : List.of(names.one(LABEL, answer));
        List<FieldReport> fields = names.fields(labels);
        int classes = fields.size() > 1 ? fields.size() : fields.get(0).parts();
        Columns labelled = columns.withLabels(labels, "", false, classes);
        return switch (known) {
            case CLASSES, SOME_CLASSES -> fields.size() > 1 ? labelled : cells(labelled, fields.get(0));
            case CANDIDATES -> cells(labelled, fields.get(0));
            case SHARES -> fields.size() > 1 ? labelled : labelled.withLabels(labels, "", true, classes);
            case VOTES -> fields.size() > 1 ? labelled : votes(labelled);
            case ORDER -> labelled.withLevels(levels(fields.get(0)));
            default -> labelled;
        };
    }

    private static String meaning(Known known) {
        return switch (known) {
            case CLASSES, SOME_CLASSES ->
                "Name one column with all classes of an example, or a column for each class, separated"
                        + " by commas or as a pattern such as has_*.";
            case CANDIDATES -> "A cell has all classes that are possible for the example.";
            case SHARES ->
                "Name a column for each class, separated by commas or as a pattern such as p_*, or one column with"
                        + " dictionaries.";
            case VOTES ->
                "Name a column for each annotator, separated by commas, or the column of the vote if each record is"
                        + " one vote.";
            case NUMBER -> "Several columns are separated by commas.";
            default -> "Its values are what the model learns to tell.";
        };
    }

    private void check(Known known, List<String> labels, Collection<String> used) {
        List<FieldReport> fields = names.fields(labels);
        for (FieldReport field : fields) {
            if (used.contains(field.name())) {
                throw new UserException(LABEL + " names the column '" + field.name()
                        + "', which is used otherwise: as an input, as the name of an example, or for its part.");
            }
            if (known == Known.NUMBER && field.column().kind() != Kind.NUMBER) {
                throw new UserException(LABEL + " must name a column of numbers for --known number: "
                        + report.doubt(field.name())
                                .orElseGet(() -> "'" + field.name() + "' has other values, such as '"
                                        + Shown.printable(field.values().stream()
                                                .findFirst()
                                                .orElse(""))
                                        + "'")
                        + ".");
            }
            if (field.column().distinct() < 2 && fields.size() == 1 && field.form() == Form.PLAIN) {
                throw new UserException("The column '" + field.name() + "' has only one value ("
                        + field.values().stream().findFirst().orElse("nothing")
                        + "), from which nothing can be learned. Name another one with " + LABEL + ".");
            }
        }
        if (known == Known.SHARES && fields.size() == 1 && fields.get(0).form() != Form.LIST) {
            throw new UserException(LABEL + " must name several columns of shares, or one with dictionaries such as"
                    + " {\"cat\": 0.7, \"dog\": 0.3}; '" + fields.get(0).name() + "' is one column of single values.");
        }
    }

    /** How one column writes several classes. */
    private Columns cells(Columns columns, FieldReport field) {
        if (field.form() == Form.LIST) {
            return columns.withLabels(columns.labels(), "", true, field.parts());
        }
        String separator = answers.to(Question.open(
                SEPARATOR,
                "What separates the classes in a cell of " + field.name() + "?",
                "A cell is, for example: " + Shown.printable(field.values().get(0)),
                Optional.of(field.separator()).filter(each -> !each.isEmpty()),
                given -> {}));
        return columns.withLabels(columns.labels(), separator, false, field.parts());
    }

    /** Each record is a vote: who voted, and on what. */
    private Columns votes(Columns columns) {
        String annotator = answers.to(Question.open(
                "--annotator",
                "Which column names the annotator?",
                "Each record is one vote of one annotator.",
                guesses.annotator(),
                given -> names.one("--annotator", given)));
        String key = answers.to(Question.open(
                "--key",
                "Which column names the example?",
                "All records with the same name are votes on the same example.",
                guesses.key(false).or(() -> columns.inputs().stream().findFirst()),
                given -> names.one("--key", given)));
        return columns.withAnnotator(names.one("--annotator", annotator)).withKey(names.one("--key", key));
    }

    private List<String> levels(FieldReport field) {
        // Commas separate the levels in the answer.
        boolean few = field.column().distinct() <= FieldReport.SHOWN
                && field.values().stream().noneMatch(value -> value.contains(","));
        Optional<String> proposal = few && field.column().kind() == Kind.NUMBER
                ? Optional.of(String.join(
                        ",",
                        field.values().stream()
                                .sorted(Comparator.comparingDouble(report.decimal()::parse))
                                .toList()))
                : Optional.empty();
        return split(answers.to(Question.open(
                LEVELS,
                "What are the levels, from the lowest to the highest?",
                "They are separated by commas. The values are " + Shown.of(field.values()) + ".",
                proposal,
                given -> checkLevels(field, split(given)))));
    }

    private static List<String> split(String levels) {
        return Arrays.stream(levels.split(",")).map(String::strip).toList();
    }

    private static void checkLevels(FieldReport field, List<String> levels) {
        List<String> missing =
                field.values().stream().filter(value -> !levels.contains(value)).toList();
        if (levels.size() < 2 || levels.stream().distinct().count() < levels.size()) {
            throw new UserException(
                    LEVELS + " must name at least two levels, each once; found " + Shown.of(levels) + ".");
        } else if (!missing.isEmpty()) {
            throw new UserException(
                    LEVELS + " lacks values of the column '" + field.name() + "': " + Shown.of(missing) + ".");
        }
    }
}
