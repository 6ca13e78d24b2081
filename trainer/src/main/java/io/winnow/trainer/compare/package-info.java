/**
 * Compares finished runs: groups those that differ only in their seed, and tests the differences between groups. Reads run directories;
 * depends on {@code evaluate} for the statistics.
 */
package io.winnow.trainer.compare;
