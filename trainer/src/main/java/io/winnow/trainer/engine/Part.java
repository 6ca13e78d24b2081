package io.winnow.trainer.engine;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;

/**
 * The part of a batch that one device computes.
 *
 * @param objective the replica on that device
 * @param batch the examples of this part
 * @param scope manager on the device that closes all arrays of this step
 */
public record Part<B extends Batch, S>(Objective<B, S> objective, B batch, NDManager scope) {}
