package io.winnow.trainer.engine;

/**
 * How a training ended. Times cover all sessions, each up to its last checkpoint.
 *
 * @param step number of optimizer steps done
 * @param loss mean loss of the last record in the metrics
 * @param examplesPerSecond training examples per second
 * @param dataWait fraction of the time that the loop spent waiting for batches
 */
public record TrainingResult(long step, double loss, double examplesPerSecond, double dataWait) {}
