/** Files of vectors, one a row: NumPy's {@code .npy}, safetensors, JSON lines. */
package io.winnow.trainer.vectors;
