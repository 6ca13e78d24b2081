package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Embedding;
import io.winnow.models.layer.Layer;

/**
 * MPNet's relative positions: a learned value for each head and each bucket of distances, which all layers add to the scaled scores of
 * attention (specification "Pretrained encoders", section 8). Maps texts (B, 2, L) to (1, heads, L, L).
 */
final class RelativePositions extends Layer {
    static final int BUCKETS = 32;

    /** The smallest distance in each bucket but the first: below 8 each distance has its own, then each is wider by a factor of sqrt(2). */
    static final long[] ENDS = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91};

    private final int heads;
    private final Embedding values;

    RelativePositions(int heads) {
        this.heads = heads;
        values = add("relative_attention_bias", new Embedding(BUCKETS, heads, BertEncoder.WEIGHTS));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray buckets = BertScript.buckets(texts, ENDS, BUCKETS / 2);
        return BertScript.byHead(apply(values, parameters, buckets, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long length = inputs[0].get(2);
        return new Shape[] {new Shape(1, heads, length, length)};
    }
}
