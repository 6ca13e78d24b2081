/**
 * What a forward pass of any DJL block computes, as a typed graph: recorded by proxies of arrays, once for each of two batch sizes. Knows
 * {@code models.torch} alone; neither formats nor methods.
 */
package io.winnow.trainer.export.graph;
