package io.winnow.trainer.target.levels;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.OrdinalLosses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** Binary cross-entropy of the questions whether the level lies above k, for each k, see {@link OrdinalLosses}. */
@Kind("cumulative")
@Doc("For ordered levels: binary cross-entropy of the questions whether the level of an example lies above each level.")
public record LevelLoss() implements TargetLoss {
    @Override
    public Bound bind(Labels given, NDManager manager) {
        return (logits, shares, rows, weights, progress) -> OrdinalLosses.crossEntropy(
                        shares,
                        weights.orElseGet(() -> shares.getManager()
                                .ones(new Shape(shares.getShape().get(0)))))
                .of(logits);
    }

    /** Mixed targets are the shares of a mixture of two levels that lie above k, in which the loss is linear. */
    @Override
    public boolean allowsMixup() {
        return true;
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return target instanceof LevelTarget
                ? Optional.empty()
                : Optional.of("needs a level of an ordered scale for each example");
    }
}
