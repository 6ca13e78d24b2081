package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.TorchFunctions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves the parameters of an arena; its state is flat arrays of the arena's size. */
public final class Optimizer implements AutoCloseable {
    static final TorchFunctions FUNCTIONS = TorchFunctions.load(Optimizer.class, "optimizers.py");

    private final OptimizerOptions options;
    private final ParameterArena parameters;
    private final NDManager manager;
    private final NDArray first;
    private final NDArray second;
    /** Steps done, (1); a fused step reads it on the device. */
    private final NDArray steps;

    public Optimizer(OptimizerOptions options, ParameterArena parameters) {
        this.options = options;
        this.parameters = parameters;
        manager = parameters.values().getManager().newSubManager();
        Shape shape = parameters.values().getShape();
        first = manager.zeros(shape);
        second = options instanceof OptimizerOptions.Sgd ? manager.zeros(new Shape(0)) : manager.zeros(shape);
        steps = manager.zeros(new Shape(1));
    }

    /**
     * One step.
     *
     * @param gradient (P) of the loss by the arena's values
     * @param rateFactor of the schedule
     */
    public void step(NDArray gradient, double rateFactor) {
        try (Autograd.Recording pause = Autograd.pause()) {
            steps.addi(1);
            for (ParameterLayout.Segment segment : parameters.layout().segments()) {
                double rate = options.learningRate() * rateFactor * segment.learningRateFactor();
                move(
                        gradient,
                        segment.begin(),
                        segment.end() - segment.begin(),
                        rate,
                        segment.decays() ? options.weightDecay() : 0);
            }
        }
    }

    private void move(NDArray gradient, long begin, long size, double rate, double decay) {
        NDArray values = parameters.values();
        if (options instanceof OptimizerOptions.Sgd sgd) {
            FUNCTIONS.invoke("sgd", values, gradient, first, begin, size, rate, sgd.momentum(), sgd.nesterov(), decay);
        } else if (options instanceof OptimizerOptions.AdamW adam) {
            try (NDList views = FUNCTIONS.callList("parts", new NDList(values, gradient, first, second), begin, size)) {
                FUNCTIONS.invoke(
                        "adamw",
                        new NDList(views.get(0)),
                        new NDList(views.get(1)),
                        new NDList(views.get(2)),
                        new NDList(views.get(3)),
                        new NDList(steps),
                        rate,
                        adam.beta1(),
                        adam.beta2(),
                        adam.epsilon(),
                        decay);
            }
        } else if (options instanceof OptimizerOptions.RmsProp rms) {
            FUNCTIONS.invoke(
                    "rmsprop",
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
     * What the loop looks at before a step; read back, so that everything before it is done.
     *
     * @param losses of the step's batches, summed
     * @param gradient (P)
     * @return the loss and the global norm of the gradient
     */
    public static float[] measures(NDList losses, NDArray gradient) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray measures = FUNCTIONS.call("measures", losses, gradient)) {
            return measures.toFloatArray();
        }
    }

    /** Multiplies a gradient in place. */
    static void scale(NDArray gradient, double factor) {
        try (Autograd.Recording pause = Autograd.pause()) {
            FUNCTIONS.invoke("scale", gradient, factor);
        }
    }

    /** What a checkpoint must hold, by name; views, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("steps", steps);
        state.put("first", first);
        if (second.size() > 0) {
            state.put("second", second);
        }
        return state;
    }

    /** Takes over a saved state. */
    public void load(Map<String, NDArray> saved) {
        States.copy(saved, state(), "optimizer");
    }

    @Override
    public void close() {
        manager.close();
    }
}
