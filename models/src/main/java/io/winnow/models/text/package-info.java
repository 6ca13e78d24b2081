/**
 * Encoders of text, and the pretrained one that is always at hand. May depend on {@code models.layer}, {@code models.pretrained} and {@code
 * models.torch}.
 */
package io.winnow.models.text;
