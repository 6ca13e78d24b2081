package io.winnow.trainer.recipe.supervised;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A classifier that is trained on the given labels. */
@Kind("supervised")
@Doc("A classifier trained on the given labels, plainly (ERM) or with remedies for long-tailed and noisy labels.")
public record Supervised(
        @Default("{kind: images}") DataConfig data,

        @Doc("Where the initial weights of the encoder come from. By default they are its own: published ones if it"
                + " is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        ClassifierOptions classify,
        @Default("{}") FrozenOptions frozen)
        implements ClassifierRecipe {
    public static final Method METHOD = new Method(
            Supervised.class,
            List.of(),
            LabelNeed.learningAll(),
            ClassifierRecipe.SLOTS,
            ClassifierRecipe.ARTIFACTS,
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Supervised {
        Checks checks = new Checks();
        ClassifierRecipe.check(checks, data, start, classify);
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(slots());
    }
}
