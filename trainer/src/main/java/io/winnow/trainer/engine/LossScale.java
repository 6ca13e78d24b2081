package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018, section 3.2), with the constants of PyTorch's GradScaler: losses are multiplied so that
 * small gradients do not vanish in float16. A step whose gradient is not finite is skipped and halves the scale; 2,000 good ones in a row
 * double it.
 */
final class LossScale {
    static final double START = 65536;
    static final int GROWTH_STEPS = 2000;

    private double scale = START;
    private long good;
    private long skipped;

    /** By which losses are multiplied, and gradients divided. */
    double scale() {
        return scale;
    }

    /** Steps skipped so far. */
    long skipped() {
        return skipped;
    }

    /** Whether overflow explains a gradient that is not finite: below a scale of 1 it does not. */
    boolean canFall() {
        return scale >= 1;
    }

    /** A step's gradient was finite, and has moved the parameters. */
    void moved() {
        good++;
        if (good == GROWTH_STEPS) {
            scale *= 2;
            good = 0;
        }
    }

    /** A step's gradient was not finite, and is dropped. */
    void skip() {
        scale /= 2;
        good = 0;
        skipped++;
    }

    /** What a checkpoint must hold, by name. */
    Map<String, NDArray> state(NDManager manager) {
        return Map.of("state", manager.create(new double[] {scale, good, skipped}));
    }

    /** Takes over a saved state. */
    void load(Map<String, NDArray> saved) {
        double[] state = saved.get("state").toDoubleArray();
        scale = state[0];
        good = (long) state[1];
        skipped = (long) state[2];
    }
}
