package io.winnow.trainer.recipe.weak.excluded;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.ExclusionLosses;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/**
 * A loss of answers, joined with the cross-entropy of the trusted labels.
 *
 * @param answers loss of the answers, whose outputs are logits of the classes
 * @param count number of answers as which a trusted label counts
 */
record TrustedLoss(ExclusionLoss answers, double count) implements TargetLoss {
    @Override
    public Bound bind(Labels given, NDManager manager) {
        Bound own = answers.bind(given, manager);
        return (logits, targets, rows, weights, progress) -> ExclusionLosses.withTrusted(
                own.of(logits, targets, rows, weights, progress), logits, targets, weights, count);
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return answers.refuses(target, given);
    }

    /** Parts of a batch may have different numbers of trusted labels. */
    @Override
    public boolean averagesExamples() {
        return false;
    }
}
