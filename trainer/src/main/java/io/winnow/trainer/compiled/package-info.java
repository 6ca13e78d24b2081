/**
 * Passes of a network in training mode as single TorchScript calls, by the graph that was recorded of them. Knows {@code models} and
 * graphs; neither the loop nor methods.
 */
package io.winnow.trainer.compiled;
