/**
 * Writes a graph as an ONNX file of operator set 17. Nothing here knows a layer or a network: {@code Evaluator} runs the functions of the
 * graph's nodes, and {@code Operators} holds the translation of each PyTorch operator that it meets. The package may depend on graphs, on
 * {@code export.script}, and on the protobuf classes of ONNX, which no other package may use.
 */
package io.winnow.trainer.export.onnx;
