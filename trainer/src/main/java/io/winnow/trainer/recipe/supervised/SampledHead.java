package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.SampledLinear;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.target.ClassSampling;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a classifier whose loss looks at only a sample of the classes in each step. Its parameters are frozen ones of the classifier, so
 * that the optimizer of all other parameters does not touch them, and are changed in place.
 */
final class SampledHead implements AutoCloseable {
    private static final String WEIGHT = "head.weight";
    private static final String BIAS = "head.bias";

    private final ClassSampling sampling;
    private final OptimizerOptions optimizer;
    private final double headRate;
    private final SampledLinear layer;

    /**
     * @param optimizer options of the training, whose optimizer updates the head as well
     * @param headRate factor of the learning rate
     * @param parameters all parameters of the classifier; those of the head are frozen
     */
    SampledHead(
            ClassSampling sampling,
            OptimizerOptions optimizer,
            double headRate,
            ParameterArena parameters,
            NDManager manager) {
        this.sampling = sampling;
        this.optimizer = optimizer;
        this.headRate = headRate;
        NDArray bias = parameters.frozen(BIAS, manager);
        NDArray column = bias.expandDims(1);
        column.attach(manager);
        layer = new SampledLinear(
                parameters.frozen(WEIGHT, manager),
                column,
                sampling.negatives(),
                optimizer instanceof OptimizerOptions.AdamW);
    }

    /** Returns whether an optimizer has steps that update only a sample of the classes. */
    static boolean takes(OptimizerOptions optimizer) {
        return optimizer instanceof OptimizerOptions.AdamW
                || (optimizer instanceof OptimizerOptions.Sgd sgd && !sgd.nesterov());
    }

    /** Draws the classes of a step, for the examples of a batch. */
    SampledLinear.Sample sample(long[] rows, long key) {
        return layer.sample(
                Arrays.stream(rows)
                        .mapToObj(row -> sampling.positives((int) row))
                        .toArray(int[][]::new),
                key);
    }

    /**
     * Returns the loss of a batch, recorded for the backward pass.
     *
     * @param features representations (B, D)
     * @param rows positions of the examples among the training examples in use
     * @param weights (B), weights of the examples; empty if all are the same
     */
    NDArray loss(NDArray features, SampledLinear.Sample sample, long[] rows, Optional<NDArray> weights) {
        NDManager scope = features.getManager();
        return sampling.loss(
                sample.outputs(features),
                sampling.states(rows, sample.rows(), scope),
                scope.create(sample.columnWeights()),
                weights);
    }

    /** Keeps the gradient of a sample for the next step, and takes ownership of the sample. */
    void collect(SampledLinear.Sample sample) {
        layer.collect(sample);
    }

    /** Updates the sampled classes. */
    void step(double rateFactor) {
        double rate = optimizer.learningRate() * rateFactor * headRate;
        if (optimizer instanceof OptimizerOptions.AdamW adam) {
            layer.stepAdamW(rate, adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
        } else if (optimizer instanceof OptimizerOptions.Sgd sgd) {
            layer.step(rate, sgd.momentum(), sgd.weightDecay());
        }
    }

    /** The arrays that a checkpoint must contain besides the parameters, by name. */
    Map<String, NDArray> state() {
        return layer.state();
    }

    @Override
    public void close() {
        layer.close();
    }
}
