package io.winnow.datasets.image;

import java.util.Set;

/**
 * An image, and what decoding altered.
 *
 * @param image its pixels
 * @param alterations empty when the pixels are those of the file
 */
public record DecodedImage(Image image, Set<Alteration> alterations) {}
