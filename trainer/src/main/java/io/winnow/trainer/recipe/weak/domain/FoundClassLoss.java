package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** Cross-entropy with the probabilities of the found classes. */
@Kind("found_classes")
@Doc("Cross-entropy with the probabilities of the found classes.")
record FoundClassLoss() implements TargetLoss {
    @Override
    public Bound bind(Labels given, NDManager manager) {
        return (logits, shares, rows, weights, progress) -> Losses.crossEntropy(
                logits,
                shares,
                weights.orElseGet(() ->
                        shares.getManager().ones(new Shape(shares.getShape().get(0)))));
    }

    @Override
    public boolean allowsMixup() {
        return true;
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return Optional.empty();
    }
}
