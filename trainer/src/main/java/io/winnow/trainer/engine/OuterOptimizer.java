package io.winnow.trainer.engine;

/** Makes the weights of the next round from those of this round and the mean of the workers' weights. */
final class OuterOptimizer {
    private final OuterOptions options;
    private float[] momentum = new float[0];

    OuterOptimizer(OuterOptions options) {
        this.options = options;
    }

    /**
     * Returns the next weights.
     *
     * @param before weights with which the workers began (P)
     * @param mean mean of the weights with which they ended (P)
     */
    float[] next(float[] before, float[] mean) {
        if (!(options instanceof OuterOptions.Nesterov rule)) {
            return mean;
        }
        if (momentum.length == 0) {
            momentum = new float[before.length];
        }
        float[] next = new float[before.length];
        for (int i = 0; i < next.length; i++) {
            float gradient = before[i] - mean[i];
            momentum[i] = (float) (rule.momentum() * momentum[i] + gradient);
            next[i] = (float) (before[i] - rule.learningRate() * (gradient + rule.momentum() * momentum[i]));
        }
        return next;
    }

    /** Momentum so far (P); empty if there is none. */
    float[] momentum() {
        return momentum;
    }

    /** Restores the momentum. */
    void restore(float[] saved) {
        momentum = saved;
    }
}
