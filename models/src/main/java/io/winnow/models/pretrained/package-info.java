/**
 * Weights and vectors in the files that the field exchanges: safetensors, HuggingFace directories, ONNX. May depend on {@code models.torch};
 * knows no encoder.
 */
package io.winnow.models.pretrained;
