package io.winnow.trainer.audit;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.evaluate.LinearProbe;

/**
 * Options of an audit of labels.
 *
 * @param folds number of folds for the out-of-fold probabilities, at least 2
 * @param neighbours number of nearest neighbours that vote on each label
 * @param linear options of the linear classifiers that are fitted to the folds
 * @param fewer by what a user audits fewer examples, for messages, such as the key of a limit
 */
public record AuditOptions(int folds, int neighbours, LinearProbe.Options linear, String fewer) {
    public AuditOptions {
        new Checks()
                .atLeast("folds", folds, 2)
                .atLeast("neighbours", neighbours, 1)
                .done();
    }
}
