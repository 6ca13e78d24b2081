package io.winnow;

import java.util.Map;

/**
 * Follows a training. The methods are called on the thread that trains, so they should return soon; an exception that they throw ends the
 * training.
 */
public interface TrainingListener {
    /** A listener that ignores everything. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * Receives a message for the user, such as that test examples are held out.
     *
     * @param message one or more sentences
     */
    default void said(String message) {}

    /**
     * Receives what was measured at a step.
     *
     * @param stage label of the stage, such as {@code 1-classify}
     * @param step number of optimizer steps that the stage has completed
     * @param epoch number of passes over the data that the stage has completed, with fractions
     * @param values the measured values by name, such as {@code loss} or {@code validation/accuracy}
     */
    default void measured(String stage, long step, double epoch, Map<String, Double> values) {}

    /**
     * Receives how far a task, such as the training of a stage, has come.
     *
     * @param task name of the task
     * @param unit unit of the counts, such as {@code steps}
     * @param done count that has been reached
     * @param total count at which the task is complete
     */
    default void advanced(String task, String unit, long done, long total) {}
}
