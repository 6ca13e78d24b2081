package io.winnow.trainer.recipe.weak.excluded;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.weak.WeakTarget;

/** Classes that an example does not have. */
@Kind("not")
@Doc("Classes that an example does not have (complementary labels).")
public record ExcludedTarget(@Default("{kind: scl_nl}") ExclusionLoss loss) implements WeakTarget {
    @Override
    public LabelKind labels() {
        return LabelKind.NOT;
    }
}
