/** A level of an ordered scale for each example. The outputs are cumulative logits. */
package io.winnow.trainer.target.levels;
