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
public record WeakSimulation(Optional<ExclusionSimulation> not, Optional<CandidateSimulation> candidates) {
    /** No simulation. */
    public static final WeakSimulation NONE = new WeakSimulation(Optional.empty(), Optional.empty());

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
    }

    public WeakSimulation {
        List<String> given = Stream.of(not.map(each -> "not"), candidates.map(each -> "candidates"))
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
        return Stream.<Optional<? extends Rule>>of(not, candidates)
                .flatMap(Optional::stream)
                .<Rule>map(each -> each)
                .findFirst();
    }

    /** Returns the kind of labels that is made; empty if nothing is simulated. */
    public Optional<Class<? extends Labels>> given() {
        return rule().map(Rule::given);
    }
}
