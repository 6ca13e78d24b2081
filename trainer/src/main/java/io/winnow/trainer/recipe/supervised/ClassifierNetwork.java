package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preprocessing;

/** The network of encoder and head that {@link ClassifierOptions} describe. */
public final class ClassifierNetwork {
    private ClassifierNetwork() {}

    /** Builds the network, without weights. */
    public static EncoderWithHead of(ClassifierOptions options, Inputs inputs, Precision precision) {
        Preprocessing input = inputs.preprocessing();
        if (options.tokenHead().isPresent()) {
            Layer tokens = options.encoder().buildTokens(input, precision);
            return new EncoderWithHead(tokens, options.tokenHead().get().head(tokenWidth(tokens), inputs));
        }
        return new EncoderWithHead(
                options.encoder().build(input, precision),
                options.lossFor(inputs).head(options.encoder().dimension(input), inputs.requireTarget()));
    }

    /** Returns the length of the vectors of tokens that an encoder makes. */
    static int tokenWidth(ClassifierOptions options, Inputs inputs) {
        return tokenWidth(options.encoder().buildTokens(inputs.preprocessing(), Precision.FLOAT32));
    }

    /** The length of the vectors of tokens, which are marked in one more column. */
    private static int tokenWidth(Layer tokens) {
        return (int) tokens.getOutputShapes(new Shape[] {new Shape(1, 2, 1)})[0].get(2) - 1;
    }

    /** Sets the initial values of a head that does not start at random. */
    static void start(ClassifierOptions options, EncoderWithHead network, Inputs inputs, NDManager manager) {
        options.tokenHead()
                .ifPresent(each -> each.start(network.head(), tokenWidth(network.encoder()), inputs, manager));
    }
}
