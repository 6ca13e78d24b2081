/**
 * Pools: the examples from which filters and anchors are chosen before a training, with their captions and classes, and what takes long to
 * measure of them. May depend on {@code config}, {@code modality}, {@code model}, {@code predict}, {@code run}, {@code table} and {@code vectors}, and on
 * the data sets.
 */
package io.winnow.trainer.pool;
