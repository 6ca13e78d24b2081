/**
 * Records the forward pass of any DJL block as a typed graph. Proxies of arrays record the operators of a pass, once with a first choice of
 * lengths and once more for each free length. Exports record in evaluation mode, compiled training in training mode. Of this project, the
 * package may depend only on {@code models.torch}: it must not depend on export formats or training methods.
 */
package io.winnow.trainer.export.graph;
