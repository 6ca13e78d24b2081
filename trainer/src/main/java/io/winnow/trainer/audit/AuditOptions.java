package io.winnow.trainer.audit;

import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.evaluate.LinearProbe;

/**
 * How labels are audited.
 *
 * @param select the examples from which the Gaussians are estimated
 * @param borrow what rare classes borrow
 * @param folds of the out-of-sample probabilities
 * @param neighbours that vote
 * @param linear fits the classifiers of the folds
 */
public record AuditOptions(
        CleanSelection select, Borrowing borrow, int folds, int neighbours, LinearProbe.Options linear) {
    public AuditOptions {
        new Checks()
                .atLeast("folds", folds, 2)
                .atLeast("neighbours", neighbours, 1)
                .done();
    }
}
