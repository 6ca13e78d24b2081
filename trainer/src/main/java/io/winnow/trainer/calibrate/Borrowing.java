package io.winnow.trainer.calibrate;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** How tail classes borrow statistics from head classes (RCAL, arXiv 2211.10955, section 3.2). */
@Doc("How rare (tail) classes borrow means and covariances from frequent (head) classes.")
public record Borrowing(
        @Doc(
                "Number of nearest head classes from which a tail class borrows, q in the paper. If there are fewer heads, all are used.")
        @Default("3")
        int heads,

        @Doc(
                "Fraction of a tail class's mean and covariance that is borrowed, in [0, 1]; 0 borrows nothing. The paper does not give a"
                        + " value.")
        @Default("0.2")
        double gamma,

        @Doc(
                "Added to every entry of a tail class's covariance matrix, alpha in the paper. It adds variance along (1, .., 1).")
        @Default("0.1")
        double alpha,

        @Doc(
                "The head classes are the fewest most frequent classes that together have at least this fraction of the examples,"
                        + " in (0, 1].")
        @Default("0.5")
        double headShare,

        @Doc(
                "Class sizes that weight the heads, n in the paper: observed counts all examples with a label of the class, kept only"
                        + " those that the selection kept.")
        @Default("observed")
        Counts counts) {
    /** A rule by which no class borrows. */
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

    /** Which examples count towards the size of a class. */
    public enum Counts {
        /** All examples with a label of the class. */
        OBSERVED,
        /** The examples that the selection kept. */
        KEPT
    }
}
