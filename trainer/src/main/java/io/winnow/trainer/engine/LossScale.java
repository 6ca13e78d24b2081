package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018, section 3.2), with the constants of PyTorch's GradScaler. The loss is multiplied by the
 * scale so that small gradients do not underflow in float16. A step whose gradient is not finite is skipped and halves the scale; 2,000
 * consecutive steps with a finite gradient double it.
 */
final class LossScale {
    static final double START = 65536;
    static final int GROWTH_STEPS = 2000;

    private double scale = START;
    private long goodSteps;
    private long skipped;

    /** Factor by which losses are multiplied, and gradients divided. */
    double scale() {
        return scale;
    }

    /** Number of steps skipped so far. */
    long skipped() {
        return skipped;
    }

    /** Whether the scale may still be halved. Below a scale of 1, overflow no longer explains a gradient that is not finite. */
    boolean canFall() {
        return scale >= 1;
    }

    /** Counts a step whose gradient was finite, so that the optimizer updated the parameters. */
    void stepTaken() {
        goodSteps++;
        if (goodSteps == GROWTH_STEPS) {
            scale *= 2;
            goodSteps = 0;
        }
    }

    /** Counts a step that was skipped because its gradient was not finite. */
    void stepSkipped() {
        scale /= 2;
        goodSteps = 0;
        skipped++;
    }

    /** Returns the state to save in a checkpoint, by name. */
    Map<String, NDArray> state(NDManager manager) {
        return Map.of("state", manager.create(new double[] {scale, goodSteps, skipped}));
    }

    /** Restores a state that {@link #state} returned. */
    void load(Map<String, NDArray> saved) {
        double[] state = saved.get("state").toDoubleArray();
        scale = state[0];
        goodSteps = (long) state[1];
        skipped = (long) state[2];
    }
}
