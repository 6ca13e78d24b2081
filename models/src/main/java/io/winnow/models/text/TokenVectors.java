package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/**
 * The vectors of the tokens of texts and which of them belong to words: (B, 2, L), see {@link BertEncoder}, to (B, L, D + 1), whose last
 * column is 1 at words, and 0 at padding and special tokens such as [CLS] and [SEP]. Parameters have the names of a {@link SentenceEncoder}.
 */
public final class TokenVectors extends Layer {
    private final BertEncoder encoder;

    TokenVectors(BertEncoder encoder) {
        this.encoder = add(SentenceEncoder.BERT, encoder);
    }

    /** The encoder of the tokens. */
    Layer encoder() {
        return encoder;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray words = BertScript.words(texts, encoder.options().padding());
        return BertScript.marked(encoder.tokens(parameters, texts, encoder.trains(training)), words);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {
            new Shape(inputs[0].get(0), inputs[0].get(2), encoder.options().width() + 1L)
        };
    }
}
