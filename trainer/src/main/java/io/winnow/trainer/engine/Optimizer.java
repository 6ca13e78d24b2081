package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Updates the parameters of an arena. The state of the optimizer is flat arrays of the arena's size (P). */
public final class Optimizer implements AutoCloseable {
    private final OptimizerOptions options;
    private final ParameterArena parameters;
    private final NDManager manager;
    private final NDArray first;
    private final NDArray second;
    /**
     * Number of steps done for each segment of the layout. It is an array because the fused AdamW step reads it on the device.
     */
    private final NDArray steps;

    public Optimizer(OptimizerOptions options, ParameterArena parameters) {
        this.options = options;
        this.parameters = parameters;
        manager = parameters.values().getManager().newSubManager();
        Shape shape = parameters.values().getShape();
        first = manager.zeros(shape);
        second = options instanceof OptimizerOptions.Sgd ? manager.zeros(new Shape(0)) : manager.zeros(shape);
        steps = manager.zeros(new Shape(parameters.layout().segments().size()));
    }

    /** Performs one optimizer step on all segments, see the other method. */
    public void step(NDArray gradient, double rateFactor) {
        step(gradient, rateFactor, segment -> true);
    }

    /**
     * Performs one optimizer step on some segments of the parameters. The others, and their state, do not change.
     *
     * @param gradient gradient of the loss with respect to the values of the arena (P)
     * @param rateFactor factor of the learning rate that the schedule gives for this step
     * @param trained whether a segment is trained in this step
     */
    public void step(NDArray gradient, double rateFactor, Predicate<ParameterLayout.Segment> trained) {
        List<ParameterLayout.Segment> segments = parameters.layout().segments();
        try (Autograd.Recording pause = Autograd.pause()) {
            for (int i = 0; i < segments.size(); i++) {
                if (trained.test(segments.get(i))) {
                    update(gradient, i, rateFactor);
                }
            }
        }
    }

    private void update(NDArray gradient, int number, double rateFactor) {
        ParameterLayout.Segment segment = parameters.layout().segments().get(number);
        long begin = segment.begin();
        long size = segment.end() - begin;
        double rate = options.learningRate() * rateFactor * segment.learningRateFactor();
        double decay = segment.decays() ? options.weightDecay() : 0;
        NDArray values = parameters.values();
        if (options instanceof OptimizerOptions.Sgd sgd) {
            OptimizersScript.sgd(values, gradient, first, begin, size, rate, sgd.momentum(), sgd.nesterov(), decay);
        } else if (options instanceof OptimizerOptions.AdamW adam) {
            try (NDList views = OptimizersScript.parts(new NDList(values, gradient, first, second), begin, size);
                    NDList count = OptimizersScript.parts(new NDList(steps), number, 1)) {
                count.get(0).addi(1);
                OptimizersScript.adamw(
                        new NDList(views.get(0)),
                        new NDList(views.get(1)),
                        new NDList(views.get(2)),
                        new NDList(views.get(3)),
                        count,
                        rate,
                        adam.beta1(),
                        adam.beta2(),
                        adam.epsilon(),
                        decay);
            }
        } else if (options instanceof OptimizerOptions.RmsProp rms) {
            OptimizersScript.rmsprop(
                    values,
                    gradient,
                    first,
                    second,
                    begin,
                    size,
                    rate,
                    rms.alpha(),
                    rms.epsilon(),
                    rms.momentum(),
                    decay);
        }
    }

    /**
     * Returns the loss and the global gradient norm, which the loop checks before it performs a step. Reading them back waits until the
     * device has finished all earlier work.
     *
     * @param losses losses of the batches of the step, which are summed
     * @param gradient (P)
     * @return the summed loss and the global norm of the gradient
     */
    public static float[] measures(NDList losses, NDArray gradient) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray measures = OptimizersScript.measures(losses, gradient)) {
            return measures.toFloatArray();
        }
    }

    /** Multiplies a gradient in place. */
    static void scale(NDArray gradient, double factor) {
        try (Autograd.Recording pause = Autograd.pause()) {
            OptimizersScript.scale(gradient, factor);
        }
    }

    /** Returns the arrays to save in a checkpoint, by name. They are the live arrays, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("steps", steps);
        state.put("first", first);
        if (second.size() > 0) {
            state.put("second", second);
        }
        return state;
    }

    /** Restores a saved state. */
    public void load(Map<String, NDArray> saved) {
        States.copy(saved, state(), "optimizer");
    }

    @Override
    public void close() {
        manager.close();
    }
}
