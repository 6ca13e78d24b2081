/**
 * Writes a graph as an ONNX file of operator set 17. The package may depend on graphs, and on the protobuf classes of ONNX, which no other
 * package may use.
 */
package io.winnow.trainer.export.onnx;
