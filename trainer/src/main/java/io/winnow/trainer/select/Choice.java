package io.winnow.trainer.select;

/**
 * An item that a strategy chose.
 *
 * @param row row of the item in the pool
 * @param strategy name of the strategy that chose it; of a mix, the part that did
 * @param score the number by which it was chosen, whose meaning the strategy explains; NaN if it was drawn at random
 */
public record Choice(int row, String strategy, double score) {}
