/**
 * Reads and writes files of vectors, one vector a row: NumPy's {@code .npy}, safetensors and JSON Lines. Must not depend on images, methods
 * or recipes.
 */
package io.winnow.trainer.vectors;
