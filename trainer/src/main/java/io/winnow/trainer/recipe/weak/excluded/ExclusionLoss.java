package io.winnow.trainer.recipe.weak.excluded;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.ExclusionLosses;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** The losses of classes that examples do not have (complementary.md, section Losses). */
public sealed interface ExclusionLoss extends TargetLoss {
    /** The log-likelihood of the other classes. */
    @Kind("scl_nl")
    @Doc("-log(1 - p) of the excluded class. Assumes that all other classes are excluded equally often.")
    record SclNl() implements ExclusionLoss {
        @Override
        public Bound bind(Labels given, NDManager manager) {
            return (logits, targets, rows, weights, progress) ->
                    ExclusionLosses.mean(ExclusionLosses.sclNl(logits), targets, weights);
        }
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return given instanceof ExcludedLabels
                ? Optional.empty()
                : Optional.of("needs classes that examples do not have");
    }
}
