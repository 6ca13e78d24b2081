/**
 * Translates a graph to TorchScript code, and writes it as a TorchScript file that PyTorch 1.13 and later can read, and therefore also DJL,
 * DJL Serving and Triton. The package may depend on graphs, on {@code export.script} and on {@code models.torch}.
 */
package io.winnow.trainer.export.torchscript;
