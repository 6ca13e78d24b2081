package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.head.LabelAttention;
import io.winnow.models.layer.Layer;
import io.winnow.models.loss.Losses;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.target.Target;
import java.util.List;
import java.util.Optional;

/** A head in which each class attends to the words of a text by itself (kenet.md, section 3, without knowledge). */
@Kind("label_attention")
@Doc(
        "Each class attends to the words of a text by itself, so that `winnow predict --explain` can say which words a prediction looked at.")
public record LabelAttentionOptions(
        @Doc("own: each class has an output vector of its own, so that equal attention to all words is a linear"
                + " layer on their mean; shared: all classes share one, and rare classes have less to learn.")
        @Default("own")
        LabelAttention.Output output,

        @Doc("Whether attention starts from the vectors of the names of the classes rather than from random ones.")
        @Default("true")
        boolean names,

        @Doc("Dropout probability of the elements of the vectors of tokens, in [0, 1).") @Default("0.1")
        double dropout)
        implements TokenHeadOptions {
    /** Factor of the vectors of names, which have length 1: that which makes logits of their cosines (text-common.md, section 3). */
    private static final double NAME_SCALE = 10;

    public LabelAttentionOptions {
        new Checks().below("dropout", dropout, 0, 1).done();
    }

    @Override
    public LabelAttention head(int width, Target target) {
        return new LabelAttention(width, target.names().size(), output, dropout);
    }

    @Override
    public void start(Layer head, int width, Inputs inputs, NDManager manager) {
        List<String> classes = inputs.requireTarget().names();
        if (names) {
            try (NDManager scope = manager.newSubManager()) {
                inputs.preprocessing()
                        .nameVectors(classes, scope)
                        .filter(vectors -> vectors.getShape().get(1) == width)
                        .map(vectors -> Losses.scaled(vectors, NAME_SCALE))
                        .ifPresent((NDArray vectors) -> ((LabelAttention) head).start(vectors));
            }
        }
    }

    @Override
    public Optional<String> refuses(Target target, Labels given) {
        return target.hasClassLogits()
                ? Optional.empty()
                : Optional.of("needs examples of one class or of any number of classes");
    }
}
