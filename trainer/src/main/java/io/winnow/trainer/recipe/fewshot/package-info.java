/**
 * SetFit (arXiv 2209.11055) and FusionSent (arXiv 2410.05770): an encoder is fine-tuned on pairs of a few labelled examples, a copy of it on
 * pairs of an example and the text of a label, and both are merged. A linear head follows. Depends on the recipe supervised for the
 * evaluation of classifiers, and on no other recipe.
 */
package io.winnow.trainer.recipe.fewshot;
