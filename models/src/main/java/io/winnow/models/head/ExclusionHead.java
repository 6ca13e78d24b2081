package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;

/**
 * Estimates with which probability each class is excluded for an example (complementary probability estimates, CPE; complementary.md, loss 8).
 * In training, the output is the logarithm of these estimates (B, C). Otherwise it is decoded: minus the L1 distance of the estimates from
 * each row of the transition matrix, which is the logit of the class of this row. So exports carry the decoding.
 */
public final class ExclusionHead extends Layer {
    /** Factor of the distances, which lie in [0, 2]. It has no influence on the most probable class. */
    private static final double SCALE = 10;

    private static final double SMALLEST = 1e-6;

    private final Dense linear;
    private final Parameter transition;
    private final boolean mixes;

    /**
     * @param mixes whether the estimates are a prediction of classes times the transition matrix, rather than a prediction of their own
     * @param trained whether the transition matrix is trained
     */
    public ExclusionHead(int in, int classes, boolean mixes, boolean trained) {
        linear = add("linear", Dense.standard(in, classes));
        Shape shape = new Shape(classes, classes);
        transition = trained
                ? parameter("transition", Parameter.Type.WEIGHT, shape, Initialization.constant(0))
                : statistic("transition", Parameter.Type.OTHER, shape, 0);
        this.mixes = mixes;
    }

    /** Sets the transition matrix (C, C), whose rows are true classes; entries of 0 become very small ones. */
    public void start(double[][] matrix, NDManager manager) {
        float[] logits = new float[matrix.length * matrix.length];
        for (int k = 0; k < matrix.length; k++) {
            for (int j = 0; j < matrix.length; j++) {
                logits[k * matrix.length + j] = (float) Math.log(Math.max(matrix[k][j], SMALLEST));
            }
        }
        try (NDArray values = manager.create(logits, new Shape(matrix.length, matrix.length))) {
            values.copyTo(transition.getArray());
        }
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray q = parameters.getValue(transition, x.getDevice(), training);
        NDArray scores = apply(linear, parameters, x, training);
        NDArray estimates = mixes ? ExclusionScript.mixed(scores, q) : ExclusionScript.plain(scores);
        return training ? estimates : ExclusionScript.nearness(estimates, q, SCALE);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return linear.getOutputShapes(inputs);
    }
}
