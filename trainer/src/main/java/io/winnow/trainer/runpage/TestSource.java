package io.winnow.trainer.runpage;

import ai.djl.Device;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;

/**
 * Where the model and the data of a run are read from.
 *
 * @param run the run, with overrides of its configuration if its data are in another place now
 * @param data the data of the run
 * @param device device on which its model computes
 */
public record TestSource(FinishedRun run, RunData data, Device device) {}
