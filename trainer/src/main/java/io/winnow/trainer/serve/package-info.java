/**
 * A small server of exported models, which speaks the Open Inference Protocol (KServe V2) over HTTP. It runs the ONNX file of a bundle in
 * ONNX Runtime, and may depend on {@code run} and {@code model} besides, but not on networks or recipes.
 */
package io.winnow.trainer.serve;
