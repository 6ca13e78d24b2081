package io.winnow.trainer.run;

import java.util.Arrays;

/** Thrown when a loss or gradient norm is NaN or infinite, so that the run cannot continue. The message says where it occurred. */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param stage label of the stage
     * @param metric name of the value that is not finite
     * @param value the value
     * @param step step of the stage
     * @param examples indices of the examples of the step; none if this process does not know them
     */
    public NonFiniteException(String stage, String metric, double value, long step, int[] examples) {
        super(metric + " is " + value + " at step " + step + " of stage " + stage
                + (examples.length == 0 ? "" : ", examples " + Arrays.toString(examples))
                + ". The last good checkpoint is kept. Try a lower learning rate, or a lower clip_norm.");
    }
}
