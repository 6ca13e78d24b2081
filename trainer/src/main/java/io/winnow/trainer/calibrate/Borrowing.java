package io.winnow.trainer.calibrate;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** What rare classes borrow from frequent ones (arXiv 2211.10955, section 3.2). */
@Doc("What rare classes borrow from frequent ones.")
public record Borrowing(
        @Doc("q: so many of the nearest head classes lend to a tail class; all where there are fewer.") @Default("3")
        int heads,

        @Doc(
                "The share of a tail class's mean and covariance that is borrowed; the paper does not say. 0 borrows none.")
        @Default("0.2")
        double gamma,

        @Doc("Added to every entry of a tail class's covariance: variance along the direction (1, .., 1).")
        @Default("0.1")
        double alpha,

        @Doc("The most frequent classes that together have this share of the examples are heads.") @Default("0.5")
        double headShare,

        @Doc("n of the weights: examples of a class as observed, or as kept by the selection.") @Default("observed")
        Counts counts) {
    /** Borrows nothing. */
    public static final Borrowing NONE = new Borrowing(1, 0, 0, 1, Counts.OBSERVED);

    public Borrowing {
        new Checks()
                .atLeast("heads", heads, 1)
                .that(gamma >= 0 && gamma <= 1, "gamma", "must lie in [0, 1], found " + gamma)
                .notNegative("alpha", alpha)
                .that(
                        headShare > 0 && headShare <= 1,
                        "head_share",
                        "must be above 0 and at most 1, found " + headShare)
                .done();
    }

    /** What n is. */
    public enum Counts {
        OBSERVED,
        KEPT
    }
}
