/** A graph as an ONNX file of operator set 17. Knows graphs, and ONNX's protobuf classes, which nothing else does. */
package io.winnow.trainer.export.onnx;
