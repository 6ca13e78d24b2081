package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.Attention;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.LayerNormalization;
import io.winnow.models.layer.TransformerBlock;
import io.winnow.models.layer.TransformerMlp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A classifier of texts that writes a set of classes in T parallel steps (otseq2set.md, section 6): learned queries attend to one another and
 * to the tokens, as in DETR (Carion et al. 2020), and each gives a distribution over C classes and the empty class.
 *
 * <p>Marked token vectors (B, L, D + 1), as {@code TokenVectors} returns them, become in training the logits (B, T, C + 1) that
 * {@code SetMatching} takes, and otherwise the log odds (B, C) of the largest probability that a step gives each class: of several steps
 * that write the same class, the most sure one counts.
 */
public final class SetHead extends Layer {
    private final Parameter queries;
    private final Dropout dropout;
    private final List<Decoder> decoders = new ArrayList<>();
    private final LayerNormalization norm;
    private final Dense output;

    /**
     * @param options form of the decoder layers, whose width D is the length of the token vectors
     * @param classes C
     * @param steps T, the largest number of classes that are written
     * @param layers number of decoder layers
     * @param dropout probability with which an element of a token vector is dropped in training, in [0, 1)
     */
    public SetHead(BlockOptions options, int classes, int steps, int layers, double dropout) {
        queries = parameter(
                "queries",
                Parameter.Type.OTHER,
                new Shape(1, steps, options.width()),
                Initialization.truncatedNormal(1));
        this.dropout = add("dropout", new Dropout(dropout));
        for (int i = 0; i < layers; i++) {
            decoders.add(add("decoders." + i, new Decoder(options)));
        }
        norm = add("norm", new LayerNormalization(options.width(), options.epsilon()));
        output = add("output", Dense.standard(options.width(), classes + 1));
    }

    /** The usual form of the decoder layers, with a hidden layer twice as long as the token vectors. */
    public static BlockOptions decoder(int width, int heads) {
        return new BlockOptions(
                width, heads, new FeedForward.Mlp(2 * width, Activation.GELU), 1e-6, true, OptionalDouble.empty());
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray tokens = apply(dropout, parameters, LabelAttentionScript.vectors(x), training);
        NDArray seen = SetHeadScript.seen(x);
        NDArray steps = SetHeadScript.repeated(parameters.getValue(queries, x.getDevice(), training), tokens);
        for (Decoder decoder : decoders) {
            steps = decoder.forward(parameters, steps, tokens, seen, training);
        }
        NDArray logits = apply(output, parameters, apply(norm, parameters, steps, training), training);
        return training ? logits : SetHeadScript.logOdds(logits);
    }

    /** The shape of the log odds. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long classes = output.getOutputShapes(new Shape[] {new Shape(1, inputs[0].get(2) - 1)})[0].get(1) - 1;
        return new Shape[] {new Shape(inputs[0].get(0), classes)};
    }

    /** A pre-norm decoder layer: steps attend to steps, then to tokens. */
    private static final class Decoder extends Layer {
        private final int heads;
        private final TransformerBlock self;
        private final LayerNormalization norm;
        private final Dense query;
        private final Dense key;
        private final Dense value;
        private final Dense projection;
        private final LayerNormalization mlpNorm;
        private final TransformerMlp mlp;

        Decoder(BlockOptions options) {
            heads = options.heads();
            int width = options.width();
            self = add("self", new TransformerBlock(options, 0));
            norm = add("norm", new LayerNormalization(width, options.epsilon()));
            query = add("query", dense(width));
            key = add("key", dense(width));
            value = add("value", dense(width));
            projection = add("proj", dense(width));
            mlpNorm = add("mlp_norm", new LayerNormalization(width, options.epsilon()));
            mlp = add("mlp", new TransformerMlp(width, options.feedForward()));
        }

        private static Dense dense(int width) {
            return new Dense(width, width, TransformerBlock.WEIGHTS, Initialization.zeros());
        }

        /**
         * @param steps (B, T, D)
         * @param tokens (B, L, D)
         * @param seen (B, 1, 1, L) boolean mask of the tokens that are attended to
         */
        private NDArray forward(
                ParameterStore parameters, NDArray steps, NDArray tokens, NDArray seen, boolean training) {
            NDArray x = apply(self, parameters, steps, training);
            NDArray attended = Attention.masked(
                    apply(query, parameters, apply(norm, parameters, x, training), training),
                    apply(key, parameters, tokens, training),
                    apply(value, parameters, tokens, training),
                    seen,
                    heads,
                    0);
            NDArray y = x.add(apply(projection, parameters, attended, training));
            return y.add(apply(mlp, parameters, apply(mlpNorm, parameters, y, training), training));
        }

        @Override
        protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
            throw new UnsupportedOperationException("A decoder layer takes steps and tokens.");
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }
}
