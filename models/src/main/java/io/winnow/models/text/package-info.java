/**
 * Text encoders, including a pretrained one that needs no download. This package may depend on {@code models.layer}, {@code
 * models.pretrained} and {@code models.torch}.
 */
package io.winnow.models.text;
