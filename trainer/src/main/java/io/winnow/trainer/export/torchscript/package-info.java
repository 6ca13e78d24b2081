/** A graph as lines of TorchScript, and as a TorchScript file that PyTorch reads since 1.13, and with it DJL, DJL Serving and Triton. Knows graphs and {@code models.torch}. */
package io.winnow.trainer.export.torchscript;
