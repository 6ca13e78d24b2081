package io.winnow.trainer.toy;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** Binary cross-entropy with shares as targets. */
@Kind("share_cross_entropy")
@Doc("For shares: binary cross-entropy.")
public record ShareLoss() implements TargetLoss {
    @Override
    public Bound bind(Labels given, NDManager manager) {
        return (logits, shares, rows, weights, progress) -> Losses.binaryCrossEntropy(logits, shares);
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return target instanceof ShareTarget ? Optional.empty() : Optional.of("needs a share for each example");
    }
}
