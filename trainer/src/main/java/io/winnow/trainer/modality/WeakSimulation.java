package io.winnow.trainer.modality;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Weak labels that are simulated from true classes, for experiments with the recipe weak. At most one kind is simulated. */
@Doc("Weak labels that are simulated from the true classes, which are then used for evaluation only.")
public record WeakSimulation(
        Optional<ExclusionSimulation> not,
        Optional<CandidateSimulation> candidates,
        Optional<BagSimulation> bag,
        Optional<DomainSimulation> domain) {
    /** No simulation. */
    public static final WeakSimulation NONE =
            new WeakSimulation(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Makes weak labels of true classes. */
    public interface Rule {
        /** Returns the kind of labels that is made. */
        Class<? extends Labels> given();

        /**
         * Makes labels of the classes of some examples.
         *
         * @param truth true classes of the examples (N)
         * @param part number of the part of the data to which they belong, so that each has random draws of its own: 0 for the training
         *     examples, 1 for those of validation, which are judged without true labels as well
         */
        Labels of(ClassLabels truth, long seed, int part);

        /** Returns the labels by which the test examples are judged. By default, these are their true classes. */
        default Labels ofTest(ClassLabels truth, long seed) {
            return truth;
        }

        /** Returns the column of numbers that this rule needs; empty if it needs none. */
        default Optional<String> column() {
            return Optional.empty();
        }

        /**
         * Makes labels like {@link #of}, with the numbers of {@link #column}.
         *
         * @param values the number of each example (N)
         */
        default Labels by(double[] values, ClassLabels truth, long seed, int part) {
            return of(truth, seed, part);
        }
    }

    public WeakSimulation {
        List<String> given = Stream.of(
                        not.map(each -> "not"),
                        candidates.map(each -> "candidates"),
                        bag.map(each -> "bag"),
                        domain.map(each -> "domain"))
                .flatMap(Optional::stream)
                .toList();
        new Checks()
                .that(
                        given.size() <= 1,
                        given.isEmpty() ? "not" : given.get(0),
                        "must be the only kind of weak labels that is simulated; found " + String.join(" and ", given))
                .done();
    }

    /** Returns what is simulated; empty if nothing is. */
    public Optional<Rule> rule() {
        return Stream.<Optional<? extends Rule>>of(not, candidates, bag, domain)
                .flatMap(Optional::stream)
                .<Rule>map(each -> each)
                .findFirst();
    }

    /** Returns the kind of labels that is made; empty if nothing is simulated. */
    public Optional<Class<? extends Labels>> given() {
        return rule().map(Rule::given);
    }
}
