package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.label.ClassSets;
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

/** A head in which each class attends to the words of a text by itself (kenet.md, section 3; ldam-attention.md, section 2). */
@Kind("label_attention")
@Doc(
        "Each class attends to the words of a text by itself, so that `winnow predict --explain` can say which words a prediction looked at.")
public record LabelAttentionOptions(
        @Doc("own: each class has an output vector of its own, so that equal attention to all words is a linear"
                + " layer on their mean; shared: all classes share one, and rare classes have less to learn; bilinear: ten"
                + " times the cosine of the vector of a class and what it attends to, after a matrix for all"
                + " classes. It begins as a comparison of the words with the names of the classes, for texts with"
                + " few labels.")
        @Default("own")
        LabelAttention.Output output,

        @Doc("Whether attention starts from the vectors of the names of the classes rather than from random ones.")
        @Default("true")
        boolean names,

        @Doc(
                "Attention to phrases rather than to words, by the cosines of label and word vectors. By default, each class attends"
                        + " to words by dot products.")
        Optional<Phrases> phrases,

        @Doc(
                "Weight of the loss of classifying the vectors of the classes as themselves, at least 0. 0 leaves it out. Defaults to"
                        + " 0.1, and to 0 with output shared, which cannot tell these vectors apart.")
        Optional<Double> labelLoss,

        @Doc("Dropout probability of the elements of the vectors of tokens, in [0, 1).") @Default("0.1")
        double dropout)
        implements TokenHeadOptions {
    /** Factor of the vectors of names, which have length 1: that which makes logits of their cosines (text-common.md, section 3). */
    private static final double NAME_SCALE = 10;

    /** The default of {@code label_loss}: it gained on all texts that were measured, most of all where classes are rare. */
    private static final double LABEL_LOSS = 0.1;

    public LabelAttentionOptions {
        new Checks()
                .notNegative("label_loss", labelLoss.orElse(0.0))
                .that(
                        labelLoss.orElse(0.0) == 0 || output != LabelAttention.Output.SHARED,
                        "label_loss",
                        "must be 0 with output shared, which cannot tell the vectors of the classes apart")
                .below("dropout", dropout, 0, 1)
                .done();
    }

    /** Attention to phrases (LEAM, Wang et al., ACL 2018; ldam-attention.md, section 2). */
    @Doc(
            "Attention to phrases (LEAM, https://arxiv.org/abs/1805.04174): to the cosines of the vectors of classes and words,"
                    + " after a convolution over the tokens in which the classes are the channels.")
    public record Phrases(
            @Doc(
                    "Number of subword tokens of a phrase, odd and at least 1. With 1, the convolution mixes the cosines of"
                            + " the classes with one token, and its neighbours do not count.")
            @Default("3")
            int window,

            @Doc(
                    "Whether all classes share one attention, in which the largest score of any class counts, as in the paper. Then"
                            + " `predict --explain` names the same words for all classes.")
            @Default("false")
            boolean shared) {
        public Phrases {
            new Checks()
                    .that(window > 0 && window % 2 == 1, "window", "must be odd and at least 1; found " + window)
                    .done();
        }
    }

    @Override
    public LabelAttention head(int width, Inputs inputs) {
        LabelAttention.Attention attention = phrases.<LabelAttention.Attention>map(
                        each -> new LabelAttention.Phrases(each.window(), each.shared()))
                .orElseGet(LabelAttention.Words::new);
        return new LabelAttention(
                width,
                inputs.requireTarget().names().size(),
                new LabelAttention.Form(
                        output, attention, inputs.preprocessing().hasKnowledge()),
                dropout);
    }

    @Override
    public Optional<NDArray> term(Layer head, ParameterStore parameters, Labels given, NDArray like) {
        double weight = labelLoss.orElse(output == LabelAttention.Output.SHARED ? 0 : LABEL_LOSS);
        return weight == 0
                ? Optional.empty()
                : Optional.of(Losses.scaled(
                        ((LabelAttention) head).labelLoss(parameters, !(given instanceof ClassSets), like), weight));
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
