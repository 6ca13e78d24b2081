/**
 * Compiles the training passes of networks: a pass is recorded as a graph, which becomes a single TorchScript call. May depend on {@code
 * models}, {@code export.graph} and {@code export.torchscript}, but on neither the training loop nor the methods.
 */
package io.winnow.trainer.compiled;
