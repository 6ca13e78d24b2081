package io.winnow.trainer.modality.records;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.source.Condition;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.StateValues;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.SetSimulation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a label is, and where and how the records say it. */
@Doc("What a label is, and where and how the records say it.")
public sealed interface LabelConfig
        permits LabelConfig.OneClass,
                LabelConfig.Soft,
                LabelConfig.Multi,
                LabelConfig.Ordinal,
                LabelConfig.Numbers,
                LabelConfig.Votes,
                WeakLabelConfig {
    /** Where the values of a label are, and how a cell writes them. */
    @Doc("Where the values of a label are, and how a cell writes them. These keys belong to every kind of label.")
    record Cells(
            @Doc("Column of the label. By default, the column with the name of the label.")
            Optional<String> column,

            @Doc(
                    "Several columns instead of one, as names or patterns with *, such as symptom_*. Each stands for the class (of votes, not"
                            + " and ordinal labels: the annotator) of its name, or of what its * stands for.")
            @Default("[]")
            List<String> columns,

            @Doc("How a cell writes several values: with this text between them, such as \"|\".")
            Optional<String> separator,

            @Doc(
                    "Whether a cell has a list such as ['a', 'b'], or a dictionary such as {'a': 0.7}, as Python or JSON write it."
                            + " Lists in JSON files need no such mark.")
            @Default("false")
            boolean literal,

            @Doc(
                    "Column with the confidence in each name of the list in column. Both columns have lists of the same length.")
            Optional<String> confidences,

            @Doc(
                    "Whether each record has one value of the label, and several records with the same key are one example.")
            @Default("false")
            boolean rows,

            @Doc(
                    "With rows: the column that says what a record says of its value, such as 1 or 0. By default, that the example has it.")
            Optional<String> said,

            @Doc("With rows: the column with the name of the annotator.")
            Optional<String> annotator,

            @Doc(
                    "The records whose label counts, such as `gradable = true`; in others it is unknown. Comparisons may be joined by and.")
            Optional<String> when) {
        public Cells {
            int ways = (columns.isEmpty() ? 0 : 1)
                    + (separator.isPresent() ? 1 : 0)
                    + (literal ? 1 : 0)
                    + (confidences.isPresent() ? 1 : 0)
                    + (rows ? 1 : 0);
            new Checks()
                    .that(
                            ways <= 1,
                            "column",
                            "may be written in one way only: columns, separator, literal, confidences or rows; found "
                                    + ways + " of them")
                    .that(
                            columns.isEmpty() || column.isEmpty(),
                            "columns",
                            "must be left out together with column, or the other way round")
                    .that(
                            rows || (said.isEmpty() && annotator.isEmpty()),
                            "rows",
                            "must be true if said or annotator are given")
                    .that(!separator.orElse("|").isEmpty(), "separator", "must have at least one character")
                    .done();
            when.ifPresent(text -> condition("when", text));
        }

        /** @param label name of the label, which is the column if none is given */
        Encoding encoding(String label) {
            String from = column.orElse(label);
            if (!columns.isEmpty()) {
                return new Encoding.Columns(columns);
            } else if (separator.isPresent()) {
                return new Encoding.Separated(from, separator.get());
            } else if (literal) {
                return new Encoding.Listed(from);
            } else if (confidences.isPresent()) {
                return new Encoding.Parallel(from, confidences.get());
            }
            return rows ? new Encoding.Rows(from, said, annotator) : new Encoding.Plain(from);
        }

        /** These cells, with one value in a column. */
        Cells in(String other) {
            return new Cells(
                    Optional.of(other),
                    List.of(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    when);
        }

        Optional<Condition> condition() {
            return when.map(text -> Cells.condition("when", text));
        }

        /** Reads a condition; a mistake in it is one of the configuration. */
        static Condition condition(String key, String text) {
            try {
                return Condition.parse(text);
            } catch (DataException e) {
                new Checks().that(false, key, e.getMessage()).done();
                throw new IllegalStateException(e);
            }
        }
    }

    /** One class per example. */
    @Kind("class")
    @Doc("One class per example.")
    record OneClass(@Inline Cells cells, @Inline LabelClasses classes, Optional<ClassSimulation> simulate)
            implements LabelConfig {
        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.OneClass(cells.encoding(name), classes.list(), cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return simulate.flatMap(ClassSimulation::annotators)
                    .<Class<? extends Labels>>map(each -> each.aggregation().given())
                    .or(() -> simulate.flatMap(each -> each.weak().given()))
                    .orElse(ClassLabels.class);
        }
    }

    /** A distribution over classes. */
    @Kind("soft")
    @Doc("A distribution over classes per example, such as the shares of annotators.")
    record Soft(
            @Inline Cells cells,
            @Inline LabelClasses classes,

            @Doc("Whether shares are divided by their sum. Otherwise, a sum other than 1 is an error.")
            @Default("false")
            boolean normalise,

            @Doc(
                    "inverse: the shares come from confidences. The names of each annotator are ranked by falling confidence, and each"
                            + " receives 1 / rank. By default, confidences are the shares.")
            Optional<Ranks> ranks,

            @Doc(
                    "top: the class with the largest share is learned, of several the first, so that methods that need exactly one"
                            + " class take these labels. Test examples are judged by their distributions all the same.")
            Optional<Harden> harden)
            implements LabelConfig {
        /** Which class of a distribution is learned. */
        public enum Harden {
            /** That with the largest share. */
            TOP
        }

        /** How confidences become shares. */
        public enum Ranks {
            /** By the inverse of the rank among an annotator's names. */
            INVERSE
        }

        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Soft(
                    cells.encoding(name), classes.list(), normalise, ranks.isPresent(), cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return harden.isPresent() ? ClassLabels.class : SoftLabels.class;
        }
    }

    /** Any number of classes. */
    @Kind("multi")
    @Doc(
            "Any number of classes per example, each of which an example has, does not have, or of which nothing is known.")
    record Multi(
            @Inline Cells cells,
            @Inline LabelClasses classes,

            @Doc("What a class is that a list does not contain: negative (the example does not have it), unknown, or"
                    + " unknown_in_training (unknown in training examples, and negative in validation and test"
                    + " examples, whose lists are complete). Required for lists.")
            Optional<LabelDescription.Multi.Unlisted> unlisted,

            @Doc("Column that lists, in the same way, classes that the example does not have.")
            Optional<String> negatives,

            @Doc(
                    "Values of columns and dictionaries that mean that the example has the class. By default 1, yes and true.")
            @Default("[]")
            List<String> yes,

            @Doc("Values that mean that it does not have the class. By default 0, no, false and -1.") @Default("[]")
            List<String> no,

            @Doc("Values that say nothing of the class, as blank cells usually do.") @Default("[]")
            List<String> unknown,

            @Doc("unknown: a blank cell says nothing; no: the example does not have the class, or has none of a list.")
            @Default("unknown")
            Blank blank,

            @Doc("What records of one example mean that contradict each other.") @Default("error")
            LabelDescription.Multi.Conflicts conflicts,

            Optional<SetSimulation> simulate)
            implements LabelConfig {
        public Multi {
            // Whether a cell of a JSON file or of Python's form has a list or a dictionary is not known before it is
            // read.
            boolean listed = cells.separator().isPresent()
                    || (cells.rows() && cells.said().isEmpty());
            new Checks()
                    .that(
                            unlisted.isPresent() || !listed,
                            "unlisted",
                            "must be given for lists: negative if an example does not have the classes that its list lacks,"
                                    + " unknown if it may have them, or unknown_in_training if only the lists of validation"
                                    + " and test examples are complete")
                    .that(
                            unlisted.isEmpty() || cells.columns().isEmpty(),
                            "unlisted",
                            "must be left out with columns, each of which is a class; say with blank what a blank cell means")
                    .done();
        }

        /** What a blank cell means. */
        public enum Blank {
            /** Nothing is known. */
            UNKNOWN,
            /** The example does not have the class. */
            NO
        }

        @Override
        public LabelConfig ofJudged(String name, Predicate<String> has) {
            Optional<LabelDescription.Multi.Unlisted> judged =
                    unlisted.map(each -> each == LabelDescription.Multi.Unlisted.UNKNOWN_IN_TRAINING
                            ? LabelDescription.Multi.Unlisted.NEGATIVE
                            : each);
            return new Multi(cells, classes, judged, negatives, yes, no, unknown, blank, conflicts, simulate);
        }

        private List<String> usualNo() {
            return StateValues.USUAL.no().stream()
                    .filter(value -> unknown.stream().noneMatch(value::equalsIgnoreCase))
                    .toList();
        }

        @Override
        public LabelDescription description(String name) {
            Optional<StateValues> values = yes.isEmpty() && no.isEmpty() && unknown.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StateValues(
                            yes.isEmpty() ? StateValues.USUAL.yes() : yes, no.isEmpty() ? usualNo() : no, unknown));
            return new LabelDescription.Multi(
                    cells.encoding(name),
                    classes.list(),
                    unlisted,
                    negatives,
                    values,
                    blank == Blank.NO,
                    conflicts,
                    cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return ClassSets.class;
        }
    }

    /** A level. */
    @Kind("ordinal")
    @Doc("A level of an ordered scale per example, from one annotator or several.")
    record Ordinal(
            @Inline Cells cells,

            @Doc("The levels from the lowest to the highest, at least two.")
            List<String> levels) implements LabelConfig {
        public Ordinal {
            new Checks()
                    .that(levels.size() >= 2, "levels", "must have at least two levels; found " + levels)
                    .done();
        }

        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Ordinal(cells.encoding(name), levels, cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return OrdinalLabels.class;
        }
    }

    /** Numbers. */
    @Kind("number")
    @Doc("One number per example, or several in columns. Any of them may be missing.")
    record Numbers(
            @Inline Cells cells,
            @Doc("Unit of the numbers, such as mol/l.") Optional<String> unit) implements LabelConfig {
        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Numbers(cells.encoding(name), unit, cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return NumberLabels.class;
        }
    }

    /** Votes of annotators. */
    @Kind("votes")
    @Doc("The classes that several annotators chose for an example.")
    record Votes(
            @Inline Cells cells,
            @Inline LabelClasses classes,

            @Doc("Whether cells hold the number of annotators that chose a class, rather than the choices.")
            @Default("false")
            boolean counts,

            @Inline VoteAggregation aggregation)
            implements LabelConfig {
        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Votes(cells.encoding(name), classes.list(), counts, cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return aggregation.given();
        }
    }

    /**
     * Returns what the columns mean in a file whose examples are only judged. By default, that is the same.
     *
     * @param name name of the label
     * @param has whether the file has a column, by its name
     */
    default LabelConfig ofJudged(String name, Predicate<String> has) {
        return this;
    }

    /** Returns the columns that files of some parts need not have. Those that are read together must all be there, or none. */
    default List<String> partial(String name) {
        return List.of();
    }

    /** Returns the name of another label by which the test examples are judged; empty if they are judged by this one. */
    default Optional<String> judge() {
        return Optional.empty();
    }

    /**
     * Returns what the columns mean.
     *
     * @param name name of the label, which is its column if the configuration names none
     */
    LabelDescription description(String name);

    /** Returns the kind of labels that a training is given, after simulation and aggregation. */
    Class<? extends Labels> given();
}
