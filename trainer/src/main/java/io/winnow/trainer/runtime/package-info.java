/** Model files in the runtimes that they are for: DJL's PyTorch engine and ONNX Runtime. Knows neither models nor methods. */
package io.winnow.trainer.runtime;
