/** Weights in files: safetensors. */
package io.winnow.models.pretrained;
