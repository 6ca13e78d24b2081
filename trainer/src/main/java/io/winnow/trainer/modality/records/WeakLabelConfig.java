package io.winnow.trainer.modality.records;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataPaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A weak label, which does not name the class of an example. */
public sealed interface WeakLabelConfig extends LabelConfig {
    /** Candidates. */
    @Kind("partial")
    @Doc("Candidates per example, exactly one of which is its class.")
    record Partial(@Inline Cells cells, @Inline LabelClasses classes) implements WeakLabelConfig {
        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Partial(cells.encoding(name), classes.list(), cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return CandidateLabels.class;
        }
    }

    /** Classes that an example does not have. */
    @Kind("not")
    @Doc(
            "Classes that an example does not have (complementary labels), from one answer or several, in a list or in a column for each answer."
                    + " Exactly one of the other classes is right.")
    record Not(
            @Inline Cells cells,
            @Inline LabelClasses classes,

            @Doc(
                    "Column with the true class of some examples (trusted labels), from which it is estimated how often each class is excluded."
                            + " Test examples of which it is known are judged by it.")
            Optional<String> trusted,

            @Doc(
                    "File with the transition matrix: a record for each true class, named in the column class, with a column for each class that"
                            + " has the probability that it is excluded. By default, it is estimated from trusted labels, or else uniform.")
            Optional<Path> transition)
            implements WeakLabelConfig {
        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Not(
                    cells.encoding(name), classes.list(), trusted, transition.map(DataPaths::find), cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return ExcludedLabels.class;
        }

        /** Examples whose true class is known need no answers, and those with answers no true class. */
        @Override
        public List<String> partial(String name) {
            List<String> all = new ArrayList<>();
            trusted.ifPresent(column -> {
                all.add(column);
                all.addAll(answers(name));
            });
            return all;
        }

        private List<String> answers(String name) {
            return cells.columns().isEmpty() ? List.of(cells.column().orElse(name)) : cells.columns();
        }

        @Override
        public LabelConfig ofJudged(String name, Predicate<String> has) {
            return trusted.filter(has).isPresent() && answers(name).stream().noneMatch(has)
                    ? new LabelConfig.OneClass(cells.in(trusted.get()), classes, Optional.empty())
                    : this;
        }
    }

    /** Bags. */
    @Kind("bag")
    @Doc("The bag of an example, of which only the shares of the classes are known (label proportions).")
    record Bag(
            @Inline Cells cells,

            @Doc(
                    "File with a record per bag: a column with its name, which is called like that of the examples or bag; a column for"
                            + " each class with the number or the share of the members that have it; and optionally size, the number of"
                            + " members.")
            Path shares,

            @Doc("Whether the file has the numbers of members (counts) or their shares, which sum to 1 (shares).")
            @Default("counts")
            Values values,

            @Doc("Columns of the classes in the file. By default, all but those of the bag and its size.")
            @Default("[]")
            List<String> classes,

            @Doc(
                    "Name of the class of all other members, if the file has one column of a class only. By default, `not` and the name of"
                            + " that class.")
            Optional<String> rest,

            @Doc(
                    "Another of the labels, of kind class, by which the test examples are judged. It is used for evaluation only. Test"
                            + " examples need no bag then.")
            Optional<String> truth)
            implements WeakLabelConfig {
        /** What the file of bags has. */
        public enum Values {
            /** Numbers of members. */
            COUNTS,
            /** Shares. */
            SHARES
        }

        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Bags(
                    cells.encoding(name),
                    DataPaths.find(shares),
                    values == Values.COUNTS,
                    classes,
                    rest,
                    cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return BagLabels.class;
        }

        @Override
        public Optional<String> judge() {
            return truth;
        }
    }

    /** Domains. */
    @Kind("domain")
    @Doc(
            "The domain of an example, such as a place or a month, which says nothing of its class. Domains differ in their mixture of"
                    + " classes (latent label shift).")
    record Domain(
            @Inline Cells cells,

            @Doc("Number of classes that are looked for, at most the number of domains.")
            int classes,

            @Doc(
                    "Another of the labels, of kind class, by which the test examples are judged. It is used for evaluation only.")
            Optional<String> truth)
            implements WeakLabelConfig {
        public Domain {
            new Checks().atLeast("classes", classes, 2).done();
        }

        @Override
        public LabelDescription description(String name) {
            return new LabelDescription.Domains(cells.encoding(name), classes, cells.condition());
        }

        @Override
        public Class<? extends Labels> given() {
            return DomainLabels.class;
        }

        @Override
        public Optional<String> judge() {
            return truth;
        }
    }
}
