package io.winnow.trainer.workers;

import java.util.OptionalInt;

/**
 * Where a task is computed.
 *
 * @param processors number of processors that the task may use
 * @param gpu index of the GPU that the task has for itself; empty if it has none
 * @param name name of the worker, for messages
 */
public record Place(int processors, OptionalInt gpu, String name) {}
