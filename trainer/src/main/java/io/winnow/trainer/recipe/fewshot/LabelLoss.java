package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/** The loss on pairs of an example and the text of a class. */
@Doc("The loss on pairs of an example and the text of a class.")
public sealed interface LabelLoss {
    /**
     * Returns the mean loss of a batch.
     *
     * @param examples vectors of the examples (B, D)
     * @param labels vectors of the texts of classes (K, D)
     * @param owned (B, K), 1 for the classes of an example and else 0
     */
    NDArray of(NDArray examples, NDArray labels, NDArray owned);

    /** The contrastive loss of FusionSent. */
    @Kind("contrastive")
    @Doc(
            "The contrastive loss of the paper, of the distance 1 - cosine: an example is drawn to the texts of its classes, and"
                    + " pushed from those of others up to a margin.")
    record Contrastive(
            @Doc("Margin: classes at a larger distance than this contribute no loss, above 0.") @Default("0.5")
            double margin)
            implements LabelLoss {
        public Contrastive {
            new Checks().positive("margin", margin).done();
        }

        @Override
        public NDArray of(NDArray examples, NDArray labels, NDArray owned) {
            return PairLosses.labelContrastive(examples, labels, owned, margin);
        }
    }

    /** Cross-entropy of picking an own class among the others. */
    @Kind("softmax")
    @Doc(
            "Cross-entropy of picking a class of the example from it and all classes that the example does not have, by scaled"
                    + " cosines (multiple negatives ranking).")
    record Softmax(
            @Doc("Factor of the cosines (the inverse temperature), above 0.") @Default("20")
            double scale) implements LabelLoss {
        public Softmax {
            new Checks().positive("scale", scale).done();
        }

        @Override
        public NDArray of(NDArray examples, NDArray labels, NDArray owned) {
            return PairLosses.labelSoftmax(examples, labels, owned, scale);
        }
    }
}
