package io.winnow.trainer.select;

/** A strategy that looks for a rare class, whose probability a model gives. */
interface RareClassStrategy extends Strategy {
    @Override
    default boolean needsProbabilities() {
        return true;
    }

    @Override
    default boolean needsPositive() {
        return true;
    }
}
