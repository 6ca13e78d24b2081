package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.ChannelBlocks;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.FlopCount;
import java.util.Optional;

/**
 * A classifier of texts in which each label attends to the tokens by itself (label-specific attention, Xiao et al., EMNLP 2019; kenet.md,
 * section 3): marked token vectors (B, L, D + 1), as {@code TokenVectors} returns them, to logits (B, C). It can attend to phrases rather than
 * to words (Wang et al., ACL 2018; ldam-attention.md, section 2), and to what is known about a text besides (KeNet).
 */
public final class LabelAttention extends Layer {
    private final Form form;
    private final Parameter labels;
    private final Parameter output;
    private final Parameter bias;
    private final Optional<Parameter> filter;
    private final Optional<Parameter> filterBias;
    private final Optional<Parameter> gates;
    private final Dropout dropout;
    private final double scale;

    /** Which vector turns what a label attends to into its logit. */
    public enum Output {
        /** One vector for all labels: a rare label has only its attention and bias to itself. */
        SHARED,
        /** A vector for each label: with equal attention to all words it is a linear layer on their mean. */
        OWN,
        /**
         * Ten times the cosine of the vector of a label and what it attends to, after a matrix for all labels that starts as the identity. With
         * the vectors of names, the head begins as a comparison of words and names, without training (kenet.md, section 3).
         */
        BILINEAR
    }

    /** How the classifier looks at a text. */
    public sealed interface Attention permits Words, Phrases {}

    /** Each label attends to words by the dot products of its vector and theirs. */
    public record Words() implements Attention {}

    /**
     * Labels attend to phrases: to the cosines of label and word vectors, after a convolution over the words with a filter from labels to labels.
     *
     * @param window number of tokens of the filter, odd
     * @param shared whether all labels share one attention, in which the largest score of any label counts
     */
    public record Phrases(int window, boolean shared) implements Attention {}

    /**
     * The form of a classifier.
     *
     * @param knowledge whether texts are followed by what is known about them: each label mixes both by a gate
     */
    public record Form(Output output, Attention attention, boolean knowledge) {}

    /**
     * @param width length D of the token vectors
     * @param out number of labels C
     * @param dropout probability with which an element of a token vector is dropped in training, in [0, 1)
     */
    public LabelAttention(int width, int out, Form form, double dropout) {
        this.form = form;
        double bound = 1 / Math.sqrt(width);
        scale = bound;
        labels = parameter("labels", Parameter.Type.WEIGHT, new Shape(out, width), Initialization.uniform(bound));
        boolean bilinear = form.output() == Output.BILINEAR;
        output = parameter(
                "output",
                Parameter.Type.WEIGHT,
                new Shape(bilinear ? width : form.output() == Output.SHARED ? 1 : out, width),
                bilinear ? Initialization.identity() : Initialization.uniform(bound));
        bias = parameter("bias", Parameter.Type.BIAS, new Shape(out), Initialization.zeros());
        if (form.attention() instanceof Phrases phrases) {
            filter = Optional.of(parameter(
                    "filter",
                    Parameter.Type.WEIGHT,
                    new Shape(out, out, phrases.window()),
                    Initialization.uniform(1 / Math.sqrt((double) out * phrases.window()))));
            filterBias =
                    Optional.of(parameter("filter_bias", Parameter.Type.BIAS, new Shape(out), Initialization.zeros()));
        } else {
            filter = Optional.empty();
            filterBias = Optional.empty();
        }
        gates = form.knowledge()
                ? Optional.of(parameter("gates", Parameter.Type.WEIGHT, new Shape(2, width), Initialization.zeros()))
                : Optional.empty();
        this.dropout = add("dropout", new Dropout(dropout));
    }

    /** Replaces the initial label vectors of an initialised head. */
    public void start(NDArray vectors) {
        vectors.copyTo(labels.getArray());
    }

    /**
     * Returns the attention (B, C, L) of each label to each token of marked token vectors; 0 at tokens that belong to no word. If there is
     * knowledge, the gate is a factor.
     */
    public NDArray attention(ParameterStore parameters, NDArray x) {
        NDArray attention = attention(parameters, x, LabelAttentionScript.vectors(x), false);
        Shape shape = new Shape(
                x.getShape().get(0), labels.getShape().get(0), x.getShape().get(1));
        return attention.broadcast(shape);
    }

    /** The attention (B, C, L), or (B, 1, L) if all labels share it. */
    private NDArray attention(ParameterStore parameters, NDArray x, NDArray vectors, boolean training) {
        if (!form.knowledge()) {
            return attentionTo(LabelAttentionScript.marks(x), parameters, vectors, training);
        }
        return LabelAttentionScript.mixed(
                attentionTo(LabelAttentionScript.ofText(x), parameters, vectors, training),
                attentionTo(LabelAttentionScript.ofKnowledge(x), parameters, vectors, training),
                parameters.getValue(gates.orElseThrow(), x.getDevice(), training),
                vectors,
                x);
    }

    /** @param words (B, 1, L), 1 at the words that are attended to */
    private NDArray attentionTo(NDArray words, ParameterStore parameters, NDArray vectors, boolean training) {
        NDArray own = parameters.getValue(labels, vectors.getDevice(), training);
        FlopCount.addLinear(vectors, own.getShape().get(0)); // the scores of all words for each label
        if (!(form.attention() instanceof Phrases phrases)) {
            return LabelAttentionScript.attention(own, vectors, words, scale);
        }
        NDArray weights = parameters.getValue(filter.orElseThrow(), vectors.getDevice(), training);
        NDArray added = parameters.getValue(filterBias.orElseThrow(), vectors.getDevice(), training);
        NDArray scores = ChannelBlocks.convolution(
                LabelAttentionScript.cosines(own, vectors, words),
                1,
                weights,
                added,
                training,
                (x, kernels, bias) -> LabelAttentionScript.convolution(x, kernels, bias, phrases.window() / 2));
        return phrases.shared()
                ? LabelAttentionScript.sharedAttentionToPhrases(scores, words)
                : LabelAttentionScript.attentionToPhrases(scores, words);
    }

    /**
     * Returns the loss of classifying the label vectors as themselves (ldam-attention.md, section 2), recorded for the backward pass.
     *
     * @param exclusive whether an example has exactly one label: softmax cross-entropy rather than a binary one
     * @param like an array of the device on which it is computed
     */
    public NDArray labelLoss(ParameterStore parameters, boolean exclusive, NDArray like) {
        NDArray own = parameters.getValue(labels, like.getDevice(), true);
        NDArray weights = parameters.getValue(output, like.getDevice(), true);
        NDArray added = parameters.getValue(bias, like.getDevice(), true);
        NDArray logits = form.output() == Output.BILINEAR
                ? LabelAttentionScript.bilinearOfLabels(own, weights, added)
                : LabelAttentionScript.ofLabels(own, weights, added);
        return exclusive ? LabelAttentionScript.toldApart(logits) : LabelAttentionScript.toldByThemselves(logits);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray vectors = apply(dropout, parameters, LabelAttentionScript.vectors(x), training);
        NDArray attention = attention(parameters, x, vectors, training);
        FlopCount.addLinear(vectors, attention.getShape().get(1)); // what each label attends to
        NDArray weights = parameters.getValue(output, x.getDevice(), training);
        NDArray added = parameters.getValue(bias, x.getDevice(), training);
        return form.output() == Output.BILINEAR
                ? LabelAttentionScript.bilinear(
                        attention, weights, parameters.getValue(labels, x.getDevice(), training), vectors, added)
                : LabelAttentionScript.logits(attention, weights, vectors, added);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), labels.getShape().get(0))};
    }
}
