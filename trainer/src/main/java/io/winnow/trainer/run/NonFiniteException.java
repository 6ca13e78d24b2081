package io.winnow.trainer.run;

import java.util.Arrays;

/** A loss or gradient norm that is no number: the run cannot go on. The message is the evidence. */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * The evidence.
     *
     * @param metric what is not finite
     * @param examples numbers of the examples of the step
     */
    public NonFiniteException(String stage, String metric, double value, long step, int[] examples) {
        super(metric + " is " + value + " at step " + step + " of stage " + stage + ", examples "
                + Arrays.toString(examples)
                + ". The last good checkpoint is kept. A lower learning rate or clip_norm often helps.");
    }
}
