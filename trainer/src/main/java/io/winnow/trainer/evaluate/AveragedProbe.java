package io.winnow.trainer.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.numeric.Lbfgs;
import java.util.function.IntConsumer;

/**
 * A softmax regression that is stopped early and averaged over its training: gradient descent with momentum on all examples, from weights of
 * zero, whose result is the mean of the weights after each step. So the logits of an example are the means of its logits during training,
 * and a label that was learned late or never has a small margin (the area under the margin: Pleiss et al., "Identifying mislabeled data
 * using the area under the margin ranking", NeurIPS 2020). A descent on all examples needs neither a seed nor a batch size.
 */
public final class AveragedProbe {
    private static final double MOMENTUM = 0.9;

    /**
     * Learning rate if the mean square of the rows' lengths is 1. Then no curvature of the loss exceeds 1/2, so the descent is stable up to
     * 4 (1 + momentum).
     */
    private static final double RATE = 4;

    private AveragedProbe() {}

    /**
     * Fits the regression. Columns are standardized first.
     *
     * @param train (N, D)
     * @param trainClasses class of each example (N)
     * @param classes number of classes
     * @param steps number of steps
     * @param done is told the number of steps that were done since its last call
     */
    public static FittedProbe fit(NDArray train, int[] trainClasses, int classes, int steps, IntConsumer done) {
        try (NDManager scope = train.getManager().newSubManager()) {
            NDArray targets = LabelMatrices.oneHot(scope, trainClasses, classes);
            NDArray moments = ProbeScript.moments(train);
            moments.attach(scope);
            NDArray x = ProbeScript.standardise(train, moments);
            x.attach(scope);
            ProbeLoss loss = ProbeScript::softmax;
            double[] average = descend(
                    loss.objective(x, targets, 0),
                    RATE / meanSquare(x),
                    steps,
                    done,
                    new double[(int) (classes * (train.getShape().get(1) + 1))]);
            moments.attach(train.getManager());
            return new FittedProbe(moments, average, 0, Double.NaN, steps);
        }
    }

    /** Returns the mean of the squared lengths of the rows of x (N, D), with the 1 that the bias is multiplied by. */
    private static double meanSquare(NDArray x) {
        try (NDArray sum = ProbeScript.sumOfSquares(x)) {
            return 1 + sum.toFloatArray()[0] / x.getShape().get(0);
        }
    }

    /** Returns the mean of the points after each step of a descent from {@code point}, which is changed. */
    static double[] descend(Lbfgs.Function function, double rate, int steps, IntConsumer done, double[] point) {
        double[] gradient = new double[point.length];
        double[] velocity = new double[point.length];
        double[] mean = new double[point.length];
        for (int step = 0; step < steps; step++) {
            function.evaluate(point, gradient);
            for (int i = 0; i < point.length; i++) {
                velocity[i] = MOMENTUM * velocity[i] + gradient[i];
                point[i] -= rate * velocity[i];
                mean[i] += point[i] / steps;
            }
            done.accept(1);
        }
        return mean;
    }
}
