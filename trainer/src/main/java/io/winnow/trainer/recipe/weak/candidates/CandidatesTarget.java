package io.winnow.trainer.recipe.weak.candidates;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.WeakTarget;
import io.winnow.trainer.target.TargetLoss;

/** Candidates for the class of an example. */
@Kind("candidates")
@Doc("Candidates, exactly one of which is the class of an example (partial labels).")
public record CandidatesTarget(
        @Doc("The loss of the candidates.") @Default("{kind: likelihood}")
        CandidateLoss loss) implements WeakTarget {
    @Override
    public LabelKind labels() {
        return LabelKind.PARTIAL;
    }

    @Override
    public TargetLoss trainedLoss() {
        return loss;
    }

    @Override
    public void check(Checks checks, String key, ClassifierOptions classify) {
        checks.that(
                !classify.mixes(),
                "classify.mixup",
                "and cutmix must be 0, since the losses of candidates have no meaning for mixtures");
    }
}
