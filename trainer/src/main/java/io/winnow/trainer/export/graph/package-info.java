/**
 * What a forward pass of any DJL block computes, as a typed graph: recorded by proxies of arrays, once and once more for each length
 * that is free. Exports record in evaluation mode, compiled trainings in training mode. Knows {@code models.torch} alone; neither formats
 * nor methods.
 */
package io.winnow.trainer.export.graph;
