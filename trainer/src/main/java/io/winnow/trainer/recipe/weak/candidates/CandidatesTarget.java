package io.winnow.trainer.recipe.weak.candidates;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.weak.WeakTarget;

/** Candidates for the class of an example. */
@Kind("candidates")
@Doc("Candidates, exactly one of which is the class of an example (partial labels).")
public record CandidatesTarget(
        @Default("{kind: likelihood}") CandidateLoss loss) implements WeakTarget {
    @Override
    public LabelKind labels() {
        return LabelKind.PARTIAL;
    }
}
