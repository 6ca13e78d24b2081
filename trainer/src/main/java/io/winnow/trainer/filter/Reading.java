package io.winnow.trainer.filter;

/** Which of two readings of a rule applies where the published code differs from its description. */
public enum Reading {
    /** The rule as it is described: exactly the stated fraction, and cosines with centers of length 1. */
    EXACT,
    /** The rule as the code of DataComp has it: at least one more than the fraction, and inner products with centers as they are. */
    PUBLISHED
}
