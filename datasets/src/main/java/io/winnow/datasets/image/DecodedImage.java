package io.winnow.datasets.image;

import java.util.Set;

/**
 * An image, with the alterations that decoding made.
 *
 * @param image the decoded image
 * @param alterations the alterations; empty if the pixels are those of the file
 */
public record DecodedImage(Image image, Set<Alteration> alterations) {}
