package io.winnow.trainer.loop;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** What is known of the annotators, people or programs. */
@Doc("What answers cost, and how far they can be trusted.")
public record LabellerConfig(
        @Doc("Price of an answer, in any currency. With it, costs are shown beside numbers of answers.")
        Optional<Double> price,

        @Doc(
                "Share of the items that the program takes for the rare class and that `winnow loop run --second` gives to the second program, in [0, 1]."
                        + " The number is rounded up.")
        @Default("0.1")
        double recheck,

        @Doc(
                "Share of the items of the rare class that the annotators, people or programs, recognise, in (0, 1]. With specificity, the estimated share of the class"
                        + " is corrected for their errors.")
        @Default("1")
        double sensitivity,

        @Doc("Share of the items of other classes that the annotators do not take for the rare class, in (0, 1].")
        @Default("1")
        double specificity) {
    public LabellerConfig {
        new Checks()
                .that(price.isEmpty() || price.get() >= 0, "price", "must not be negative, found " + price.orElse(0.0))
                .between("recheck", recheck, 0, 1)
                .between("sensitivity", sensitivity, 0, 1)
                .between("specificity", specificity, 0, 1)
                .that(
                        sensitivity + specificity > 1,
                        "sensitivity",
                        "and specificity must sum to more than 1, since answers otherwise say nothing about the class; found "
                                + sensitivity + " and " + specificity)
                .done();
    }

    /** Returns what a number of answers costs; empty if no price is known. */
    Optional<Double> cost(int answers) {
        return price.map(each -> each * answers);
    }

    /** Whether answers are known to have errors. */
    boolean errs() {
        return sensitivity < 1 || specificity < 1;
    }

    /**
     * Returns the share of items of the rare class, if a share is called that: (q + specificity - 1) / (sensitivity + specificity - 1), within
     * [0, 1] (Rogan and Gladen, "Estimating prevalence from the results of a screening test", 1978).
     */
    double corrected(double called) {
        return errs() ? Math.min(1, Math.max(0, (called + specificity - 1) / (sensitivity + specificity - 1))) : called;
    }
}
