package io.winnow.trainer.modality;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Exclusions;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Simulated complementary labels (complementary.md, section Simulation). */
@Doc("Simulated complementary labels: for each example, answers to the question which class it does not have.")
public record ExclusionSimulation(
        @Doc("Which of the other classes are excluded. uniform: all equally often; weak_bias and strong_bias: in each"
                + " class, a random third of the others more often and another third more rarely, by factors of 1.8 and"
                + " of 75; people: people are shown four classes at random and exclude some classes more gladly than"
                + " others.")
        @Default("uniform")
        Answers answers,

        @Doc("Transition matrix instead of answers: a list of rows, one for each true class, with the probability that"
                + " each class is excluded. Rows sum to 1.")
        Optional<List<List<Double>>> matrix,

        @Doc("Share of the answers that wrongly exclude the true class, in [0, 1). With answers: people, at most 4"
                + " divided by the number of classes.")
        @Default("0")
        double wrong,

        @Doc("Number of answers for each example, at least 1. With people, they may be equal.") @Default("1")
        int perExample,

        @Doc("With answers: people, how alike the classes are in how gladly they are excluded: concentration of the"
                + " Dirichlet distribution of the weights, at least 1.")
        @Default("5")
        int concentration,

        @Doc("Number of training examples whose true class is known beside the answers, drawn at random. From these"
                + " trusted labels, the transition matrix can be estimated.")
        @Default("0")
        int trusted)
        implements WeakSimulation.Rule {
    /** Which of the other classes are excluded. */
    public enum Answers {
        /** All equally often. */
        UNIFORM,
        /** Some more often. */
        WEAK_BIAS,
        /** Some much more often. */
        STRONG_BIAS,
        /** Those that people exclude more gladly. */
        PEOPLE
    }

    private static final int USUAL_CONCENTRATION = 5;

    public ExclusionSimulation {
        Checks checks = new Checks()
                .below("wrong", wrong, 0, 1)
                .atLeast("per_example", perExample, 1)
                .atLeast("concentration", concentration, 1)
                .that(
                        answers == Answers.PEOPLE || concentration == USUAL_CONCENTRATION,
                        "concentration",
                        "must be left out unless answers is people; found " + concentration)
                .notNegative("trusted", trusted)
                .that(
                        matrix.isEmpty() || answers == Answers.UNIFORM,
                        "matrix",
                        "must be left out together with answers, of which it says more");
        matrix.ifPresent(rows -> {
            for (int k = 0; k < rows.size(); k++) {
                double sum = rows.get(k).stream().mapToDouble(each -> each).sum();
                checks.that(
                        rows.get(k).size() == rows.size() && Math.abs(sum - 1) <= 1e-6,
                        "matrix",
                        "must have as many columns as rows, and each row must sum to 1; row " + (k + 1) + " has "
                                + rows.get(k).size() + " of " + rows.size() + " columns, and sums to " + sum);
                checks.that(
                        rows.get(k).stream().allMatch(each -> each >= 0),
                        "matrix",
                        "must not have negative probabilities; row " + (k + 1) + " has some");
            }
        });
        checks.done();
    }

    @Override
    public Class<? extends Labels> given() {
        return ExcludedLabels.class;
    }

    @Override
    public Labels of(ClassLabels truth, long seed, int part) {
        int classes = truth.classCount();
        int[][] excluded;
        if (answers == Answers.PEOPLE) {
            double most = (double) Exclusions.SHOWN / classes;
            if (classes < Exclusions.SHOWN || wrong > most) {
                throw new UserException("data.labels.*.simulate.not.answers is people, who are shown four classes of "
                        + classes + ", and give wrong answers in a share of " + wrong + ". There must be at least four"
                        + " classes, and wrong must be at most " + most + ".");
            }
            excluded = Exclusions.shown(
                    truth.classes(), Exclusions.liking(classes, concentration, seed), wrong, perExample, seed, part);
        } else {
            double[][] q = Exclusions.withWrong(transition(classes, seed), wrong);
            long fewest = Arrays.stream(q)
                    .mapToLong(
                            row -> Arrays.stream(row).filter(each -> each > 0).count())
                    .min()
                    .orElseThrow();
            if (perExample > fewest) {
                throw new UserException("data.labels.*.simulate.not.per_example is " + perExample
                        + ", but of some classes only " + fewest + " other ones are ever excluded. Set at most "
                        + fewest + ".");
            }
            excluded = Exclusions.draw(truth.classes(), q, perExample, seed, part);
        }
        return new ExcludedLabels(
                excluded,
                Exclusions.trusted(truth.classes(), part == 0 ? trusted : 0, seed, part),
                Optional.empty(),
                truth.classNames());
    }

    private double[][] transition(int classes, long seed) {
        if (matrix.isPresent()) {
            if (matrix.get().size() != classes) {
                throw new UserException(
                        "data.labels.*.simulate.not.matrix has " + matrix.get().size() + " rows, but there are "
                                + classes + " classes. Give a row for each class.");
            }
            return matrix.get().stream()
                    .map(row -> row.stream().mapToDouble(each -> each).toArray())
                    .toArray(double[][]::new);
        }
        return switch (answers) {
            case WEAK_BIAS -> Exclusions.biased(Exclusions.Bias.WEAK, classes, seed);
            case STRONG_BIAS -> Exclusions.biased(Exclusions.Bias.STRONG, classes, seed);
            default -> Exclusions.uniform(classes);
        };
    }
}
