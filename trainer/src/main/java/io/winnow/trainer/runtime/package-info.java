/**
 * Runs exported model files: TorchScript files in DJL's PyTorch engine, ONNX files in ONNX Runtime. Must not depend on the layers in
 * {@code models} or on any method.
 */
package io.winnow.trainer.runtime;
