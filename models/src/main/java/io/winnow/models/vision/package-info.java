/** Image encoders: images (B, C, H, W) to representations (B, D). May depend on {@code models.layer} and {@code models.torch}. */
package io.winnow.models.vision;
