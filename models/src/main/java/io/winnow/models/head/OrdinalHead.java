package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;

/**
 * The cumulative link model of ordered levels 0 .. K-1 (McCullagh 1980; with a network for the score, Cao et al., arXiv 1901.07884): (B, in)
 * to logits (B, K-1) that the level lies above k. The logit is a linear score of the representation plus a threshold. The thresholds fall
 * with k, by the softplus of a parameter each, so that no logit is larger than the one before.
 */
public final class OrdinalHead extends Layer {
    private final Dense score;
    private final Parameter thresholds;

    /**
     * A head whose thresholds make all levels equally probable where the score is 0.
     *
     * @param in length of the representation
     * @param levels number of levels K, at least 2
     */
    public OrdinalHead(int in, int levels) {
        score = add("score", Dense.withoutBias(in, 1));
        float[] values = new float[levels - 1];
        values[0] = (float) logit(levels, 0);
        for (int k = 1; k < values.length; k++) {
            values[k] = (float) Math.log(Math.expm1(logit(levels, k - 1) - logit(levels, k)));
        }
        thresholds = parameter(
                "thresholds",
                Parameter.Type.BIAS,
                new Shape(values.length),
                (manager, shape, type) -> manager.create(values, shape).toType(type, false));
    }

    /** The logit of the share (K-1-k) / K of the levels above k. */
    private static double logit(int levels, int k) {
        return Math.log((levels - 1.0 - k) / (k + 1.0));
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return OrdinalScript.cumulative(
                apply(score, parameters, x, training), parameters.getValue(thresholds, x.getDevice(), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), thresholds.getShape().get(0))};
    }
}
