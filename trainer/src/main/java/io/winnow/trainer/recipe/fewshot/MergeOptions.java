package io.winnow.trainer.recipe.fewshot;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.merge.MergeKind;

/** How the two fine-tuned encoders are merged. */
@Doc("How the encoders of example_pairs and label_pairs are merged, tensor by tensor.")
public record MergeOptions(
        @Doc("slerp: spherical interpolation, as in the paper; mean: the weighted mean of the weights.")
        @Default("slerp")
        MergeKind kind,

        @Doc("Share t of the encoder of example_pairs, in [0, 1].") @Default("0.5")
        double share) {
    public MergeOptions {
        new Checks().between("share", share, 0, 1).done();
    }
}
