package io.winnow.trainer.engine;

/**
 * How a training ended. Times are those of all sessions, up to the last checkpoint of each.
 *
 * @param step optimizer steps done
 * @param loss mean since the last but one record
 * @param dataWait share of the time that the loop waited for batches
 */
public record TrainingResult(long step, double loss, double examplesPerSecond, double dataWait) {}
