/**
 * Few labels and many examples without: consistency training (UDA, FixMatch, FlexMatch, FreeMatch), whose thresholds, targets, alignment and
 * annealing are plugged together. Trains the classifier of {@code recipe.supervised}, and depends on no other recipe.
 */
package io.winnow.trainer.recipe.semi;
