/**
 * Image encoders, which map images (B, C, H, W) to representations (B, D). This package may depend on {@code models.layer}, {@code
 * models.pretrained} and {@code models.torch}.
 */
package io.winnow.models.vision;
