package io.winnow.datasets.duplicate;

/**
 * Two items that are alike.
 *
 * @param one the item with the smaller number
 * @param other the item with the larger number
 * @param similarity how alike they are, 1 if they are equal
 */
public record SimilarPair(int one, int other, double similarity) {}
