package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Dropout;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;

/**
 * Fine-tunes token vectors that are already good, as {@link ResidualHead} does with other vectors: {@code x + W dropout(x) + b} for each
 * token, where W and b are initialized with zeros. Takes marked token vectors (B, L, D + 1), as {@code TokenVectors} returns them, and
 * returns them as they are marked, or the mean of those of words, of length 1 (B, D).
 */
public final class TokenCorrection extends Layer {
    private final Dense correction;
    private final Dropout dropout;
    private final int width;
    private final boolean pooled;

    /**
     * @param width length D of the token vectors
     * @param dropout probability with which an element is dropped in training, in [0, 1)
     * @param pooled whether the mean is returned
     */
    public TokenCorrection(int width, double dropout, boolean pooled) {
        correction = add("correction", new Dense(width, width, Initialization.zeros(), Initialization.zeros()));
        this.dropout = add("dropout", new Dropout(dropout));
        this.width = width;
        this.pooled = pooled;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray vectors = LabelAttentionScript.vectors(x);
        NDArray corrected =
                vectors.add(apply(correction, parameters, apply(dropout, parameters, vectors, training), training));
        NDArray marked = Precision.full(LabelAttentionScript.withMarks(corrected, x));
        return pooled ? LabelAttentionScript.meanOfWords(marked) : marked;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long batch = inputs[0].get(0);
        return new Shape[] {pooled ? new Shape(batch, width) : new Shape(batch, inputs[0].get(1), width + 1L)};
    }
}
