package io.winnow.trainer.engine;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;

/**
 * What one device does of a batch.
 *
 * @param objective the replica
 * @param scope on the device; closes everything of this step
 */
public record Part<B extends Batch>(Objective<B> objective, B batch, NDManager scope) {}
