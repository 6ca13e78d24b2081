/**
 * Reads and writes weights and vectors in common file formats: safetensors, HuggingFace directories and ONNX. This package may depend on
 * {@code models.torch}, but not on any encoder.
 */
package io.winnow.models.pretrained;
